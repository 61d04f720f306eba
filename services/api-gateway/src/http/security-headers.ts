import type { FastifyInstance } from 'fastify';

const PERMISSIONS = 'camera=(), microphone=(), geolocation=(), payment=(), usb=()';

/** What every page of ours carries, whatever its content policy. */
const PAGE = {
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': PERMISSIONS,
} as const;

/** Vuetify puts its theme into a style element, hence inline styles; scripts come from our own files alone. */
const APP_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const STATIC_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export const APP_PAGE_HEADERS = { ...PAGE, 'content-security-policy': APP_POLICY } as const;
export const STATIC_PAGE_HEADERS = { ...PAGE, 'content-security-policy': STATIC_POLICY } as const;
export const SHARED_PAGE_HEADERS = PAGE;

/**
 * On every answer: no guessing of types, and the id under which the request can be found again. What we say is one person's and
 * of one moment, so nobody keeps it unless the route says how.
 */
export const securityHeaders = (app: FastifyInstance): void => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.setHeader('x-content-type-options', 'nosniff');
    reply.raw.setHeader('x-request-id', request.id);
    reply.raw.setHeader('cache-control', 'no-store');
    done();
  });
};
