import { DomainError, type Reason } from '@flexspace/kernel';
import type { Caller, CallOptions, TokenVerifier } from '@flexspace/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accessCookieOf } from '../session/cookies.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without a session. */
    readonly public?: boolean;
    /** The refusals of this route beside those that every route may give; for the API document. */
    readonly problems?: readonly Reason[];
    /** The answer carries an ETag and may be 304; for the API document. */
    readonly tagged?: boolean;
  }
  interface FastifyRequest {
    signedIn: Caller | undefined;
  }
}

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** The access token of a request; an Authorization header that is there counts alone. */
export const tokenOf = (request: FastifyRequest): string | undefined => {
  const { authorization } = request.headers;
  return authorization === undefined ? accessCookieOf(request) : BEARER.exec(authorization)?.[1];
};

/** Verifies who asks, before a body is read, on every route that does not say it is public. */
export const authentication = (app: FastifyInstance, verifier: TokenVerifier): void => {
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.public === true) return;
    const token = tokenOf(request);
    if (token === undefined) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    request.signedIn = await verifier.verify(token);
  });
};

/** Who asks. Only for routes that are not public. */
export const callerOf = (request: FastifyRequest): Caller => {
  if (request.signedIn === undefined) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
  return request.signedIn;
};

/** Options of a call made for a request that may be repeated when a connection broke. */
export const reading = (request: FastifyRequest): CallOptions => ({
  token: callerOf(request).token,
  requestId: request.id,
  idempotent: true,
});

/** Options of a call that changes something: sent once. */
export const writing = (request: FastifyRequest): CallOptions => ({
  token: callerOf(request).token,
  requestId: request.id,
  clientAddress: request.ip,
});

/** A place goes with all it contains, which may be twenty thousand desks: each is withheld, put on record and heard of. */
const REMOVAL_TIMEOUT_MS = 20_000;

/** A call that removes a place on behalf of the caller. */
export const removing = (request: FastifyRequest): CallOptions => ({
  ...writing(request),
  timeoutMs: REMOVAL_TIMEOUT_MS,
});
