import { InvalidRequest } from '@flexspace/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Nothing } from '../routes/wire-types.js';

const isEmpty = (body: unknown): boolean => body === undefined || body === null;

const refusal = (body: unknown): InvalidRequest => {
  const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body) : [];
  if (fields.length === 0) return InvalidRequest.field('body', 'is not wanted here');
  return new InvalidRequest(fields.slice(0, 50).map((path) => ({ path, message: 'is not known here' })));
};

/** An empty object says nothing, so it is as good as no body. */
const saysNothing = (body: unknown): boolean =>
  isEmpty(body) || (typeof body === 'object' && !Array.isArray(body) && Object.keys(body ?? {}).length === 0);

/**
 * A route that names no query or no body takes none: whatever comes there is a mistake of the client's, and one that is told
 * now costs less than one that is found when it did not do anything.
 */
export const nothingUnknown = (scope: FastifyInstance): void => {
  scope.addHook('onRoute', (route) => {
    route.schema = { querystring: Nothing, ...route.schema };
  });
  scope.addHook('preValidation', (request: FastifyRequest, _reply, done) => {
    const { schema } = request.routeOptions;
    const takesBody = request.is404 || schema?.body !== undefined || schema?.consumes !== undefined;
    if (takesBody || saysNothing(request.body)) done();
    else done(refusal(request.body));
  });
};
