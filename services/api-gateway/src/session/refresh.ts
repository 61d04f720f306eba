import { DomainError, userId } from '@flexspace/kernel';
import type { Logger, TokenVerifier } from '@flexspace/service-kit';
import { decodeJwt, errors } from 'jose';
import { z } from 'zod';
import type { EndedSessions } from './ended-sessions.js';
import type { KeycloakGrants } from './keycloak-grants.js';
import { tokensOf, toSession, type Session } from './session.js';
import type { SharedOutcome } from './shared-outcome.js';
import { KeycloakRefusal } from './token-endpoint.js';

export type Refresh = (refreshToken: string) => Promise<Session>;

interface RefreshParts {
  readonly grants: KeycloakGrants;
  readonly verifier: TokenVerifier;
  readonly ended: EndedSessions;
  readonly shared: SharedOutcome;
  readonly local: SharedOutcome;
  readonly logger: Logger;
}

const tokens = z.object({
  accessToken: z.string(),
  accessSeconds: z.number(),
  refreshToken: z.string(),
  refreshSeconds: z.number(),
});

const over = (cause?: unknown): DomainError =>
  new DomainError('UNAUTHENTICATED', 'Your session has ended. Sign in again.', { cause });

/** Keycloak's texts for a refresh token that was used before; it has checked the token's signature by then. */
const REPLAYED = /reuse|stale/i;

/**
 * Renews a session. A refresh token works once at Keycloak, and a second use kills the session, so all who come with the same
 * one within ten seconds, on whichever replica, share one rotation. Who comes later holds a stolen or lost token: then the
 * session ends for everybody.
 */
export const createRefresh = (parts: RefreshParts): Refresh => {
  const rotate = async (refreshToken: string): Promise<string> => {
    try {
      return JSON.stringify(tokensOf(await parts.grants.rotate(refreshToken)));
    } catch (error) {
      if (!(error instanceof KeycloakRefusal)) throw error;
      if (REPLAYED.test(error.description)) await endSessionOf(refreshToken);
      throw over(error);
    }
  };

  const endSessionOf = async (refreshToken: string): Promise<void> => {
    const { sid, sub } = decodeJwt(refreshToken);
    if (sub === undefined) return;
    parts.logger.warn({ actor_id: sub }, 'a refresh token was used again; the session is ended');
    await parts.ended.end({ userId: userId(sub), ...(typeof sid === 'string' && { sessionId: sid }) });
  };

  return async (refreshToken) => {
    if (!isJwt(refreshToken)) throw over();
    const outcome = await parts.local.once(refreshToken, () =>
      parts.shared.once(refreshToken, () => rotate(refreshToken)),
    );
    return toSession(tokens.parse(JSON.parse(outcome)), parts.verifier);
  };
};

const isJwt = (text: string): boolean => {
  try {
    decodeJwt(text);
    return true;
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return false;
    throw error;
  }
};
