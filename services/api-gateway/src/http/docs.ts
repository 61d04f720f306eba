import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { SHARED_PAGE_HEADERS } from './security-headers.js';

const DOCS = '/api/docs';

/** swagger-ui puts data: images and styles into its page; its scripts are files, with the hashes it announces. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The document as JSON and as a page to read and try. */
export const docs = async (app: FastifyInstance): Promise<void> => {
  app.get('/api/openapi.json', { schema: { hide: true }, config: { public: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(app.swagger()),
  );
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true };
    });
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers({ ...SHARED_PAGE_HEADERS, 'content-security-policy': docsPolicy });
      done();
    });
    await scope.register(swaggerUi, {
      routePrefix: DOCS,
      uiConfig: { url: '/api/openapi.json', docExpansion: 'list' },
    });
  });
};
