import type { FastifyInstance } from 'fastify';

export const MAX_JSON_BYTES = 1_048_576;

/**
 * JSON is the one language of bodies. An empty one is nothing, not a mistake: clients label a POST that says nothing as JSON,
 * and a route that wants something names what is missing.
 */
export const jsonBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['text/plain', 'application/json']);
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
};
