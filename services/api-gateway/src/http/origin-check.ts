import { Forbidden } from '@flexspace/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/**
 * Whether a page of somebody else's may have sent this. The browser sets Origin and Host itself, so an Origin that names
 * the host that was asked is our own page, also under a second name (127.0.0.1 beside localhost).
 */
export const isForeign = (headers: FastifyRequest['headers'], publicOrigin: string): boolean => {
  if (headers['sec-fetch-site'] === 'cross-site') return true;
  const { origin } = headers;
  if (origin === undefined || origin === publicOrigin) return false;
  const host = hostOf(origin);
  return host === undefined || host !== headers.host;
};

/** Refuses unsafe requests from foreign pages: the browser would add our cookies to them. A bearer token comes from no page. */
export const originCheck = (app: FastifyInstance, publicOrigin: string): void => {
  app.addHook('onRequest', (request, _reply, done) => {
    if (SAFE.has(request.method) || request.headers.authorization !== undefined) done();
    else if (isForeign(request.headers, publicOrigin)) {
      done(new Forbidden('FORBIDDEN', 'This request came from a page of another origin.'));
    } else done();
  });
};
