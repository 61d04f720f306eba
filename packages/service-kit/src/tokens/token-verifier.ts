import { DomainError, toMillis, Unavailable, type Instant, type UserId } from '@flexspace/kernel';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { callerFromClaims, type Caller } from './caller.js';

export interface TokenVerifier {
  /**
   * The caller behind an access token: signature by the realm's published keys, algorithm, issuer, audience, type and age.
   * Throws UNAUTHENTICATED, or UNAVAILABLE when the keys cannot be had.
   */
  verify(token: string): Promise<Caller>;
  /** Refuses, from now on, tokens of a session (or of all sessions of a user) that were issued up to `at`. */
  endSession(session: { readonly sessionId?: string; readonly userId?: UserId; readonly at: Instant }): void;
}

export interface TokenVerifierOptions {
  readonly issuer: string;
  /** The realm's address as this process reaches it. */
  readonly realmUrl: string;
  readonly audience: string;
}

/** Asymmetric only: a symmetric one would let whoever knows the public key sign. */
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
const CACHE_SIZE = 10_000;
/** An ended session is remembered longer than any access token lives. */
const ENDED_TTL_MS = 60 * 60 * 1_000;
const CLOCK_TOLERANCE_S = 2;
const KEYS_TIMEOUT_MS = 3_000;

export const createTokenVerifier = (options: TokenVerifierOptions): TokenVerifier => {
  const keys = createRemoteJWKSet(new URL(`${options.realmUrl}/protocol/openid-connect/certs`), {
    timeoutDuration: KEYS_TIMEOUT_MS,
    cooldownDuration: 5_000,
    cacheMaxAge: 10 * 60 * 1_000,
  });
  // Verifying costs about 50 µs of CPU and every request brings the same token several times, so the outcome is kept.
  const verified = new LRUCache<string, Caller>({ max: CACHE_SIZE });
  const ended = new LRUCache<string, Instant>({ max: CACHE_SIZE, ttl: ENDED_TTL_MS });

  const refuseIfDead = (caller: Caller): Caller => {
    if (toMillis(caller.expiresAt) <= Date.now()) throw unauthenticated('The token has expired.');
    for (const key of [caller.userId, caller.sessionId]) {
      const cut = key === undefined ? undefined : ended.get(key);
      if (cut !== undefined && caller.issuedAt <= cut) throw unauthenticated('This session has been signed out.');
    }
    return caller;
  };

  const check = async (token: string): Promise<Caller> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'iat', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      return callerFromClaims(payload, token);
    } catch (error) {
      throw toDomainError(error);
    }
  };

  return {
    async verify(token) {
      const known = verified.get(token);
      if (known !== undefined) return refuseIfDead(known);
      const caller = await check(token);
      verified.set(token, caller);
      return refuseIfDead(caller);
    },
    endSession({ sessionId, userId, at }) {
      const key = sessionId ?? userId;
      // The news of two ends may come in any order; the later end stands.
      if (key !== undefined && at > (ended.get(key) ?? -Infinity)) ended.set(key, at);
    },
  };
};

const unauthenticated = (message: string, cause?: unknown): DomainError =>
  new DomainError('UNAUTHENTICATED', message, { cause });

/** What speaks against the token is the caller's trouble; what keeps us from the keys is ours. */
const toDomainError = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired.', error);
  if (error instanceof errors.JWKSTimeout) return new Unavailable('The sign-in service', error);
  if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC') {
    return unauthenticated('The token is not valid.', error);
  }
  return new Unavailable('The sign-in service', error);
};
