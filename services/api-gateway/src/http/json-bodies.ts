import { isUtf8 } from 'node:buffer';
import { InvalidRequest, type FieldViolation } from '@flexspace/kernel';
import type { FastifyInstance } from 'fastify';

export const MAX_JSON_BYTES = 1_048_576;

/** How JSON may write half of a character. Few bodies have any, so few are searched. */
const SURROGATE = /\\u[dD][89a-fA-F]/;
const MAX_VIOLATIONS = 50;

/** Strings, and names of fields, that hold half a character: storing one would turn it into another text. */
const illFormed = (value: unknown, path: string, found: FieldViolation[]): FieldViolation[] => {
  if (found.length >= MAX_VIOLATIONS) return found;
  if (typeof value === 'string') {
    if (!value.isWellFormed())
      found.push({ path: path === '' ? 'body' : path, message: 'must be text: half of a character is none' });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => illFormed(item, `${path}[${index}]`, found));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      illFormed(name, path === '' ? 'body' : path, found);
      illFormed(item, path === '' ? name.toWellFormed() : `${path}.${name.toWellFormed()}`, found);
    }
  }
  return found;
};

/**
 * JSON in UTF-8 is the one language of bodies. An empty one is nothing, not a mistake: clients label a POST that says nothing as
 * JSON, and a route that wants something names what is missing.
 */
export const jsonBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['text/plain', 'application/json']);
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    if (!isUtf8(body)) {
      done(InvalidRequest.field('body', 'must be JSON in UTF-8'));
      return;
    }
    const text = body.toString('utf8');
    void parse(request, text, (error, value) => {
      const violations = error === null && SURROGATE.test(text) ? illFormed(value, '', []) : [];
      if (violations.length > 0) done(new InvalidRequest(violations));
      else done(error, value);
    });
  });
};
