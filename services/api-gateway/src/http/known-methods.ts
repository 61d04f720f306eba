import { DomainError, NotFound } from '@flexspace/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem-details.js';

interface Address {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Answers what no route took: 405 with `Allow` where the address exists, else 404. */
export type SendMissing = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** What a page of the app, which only the not-found handler knows, is asked for with. */
const PAGES = new Set(['GET', 'HEAD']);

const withoutSlash = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
const pathOf = (request: FastifyRequest): string => withoutSlash(request.url.split('?')[0] ?? '/');

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const patternOf = (path: string): RegExp => {
  const parts = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escape(part)));
  return new RegExp(`^${parts.join('/')}$`);
};

const refuse = (request: FastifyRequest, reply: FastifyReply, methods: ReadonlySet<string>): FastifyReply => {
  const allow = [...methods].sort().join(', ');
  const refusal = new DomainError('METHOD_NOT_ALLOWED', `This address takes ${allow}, not ${request.method}.`);
  return sendProblem(request, reply.header('allow', allow), refusal);
};

/** Remembers which methods every address takes, as the routes after this say, and keeps to it. */
export const knownMethods = (app: FastifyInstance): SendMissing => {
  const fixed = new Map<string, Address>();
  const patterns = new Map<string, Address>();
  app.addHook('onRoute', ({ url, method }) => {
    const path = withoutSlash(url);
    // A wildcard serves files or another server's pages, whose addresses are not ours to know.
    if (path.includes('*')) return;
    const addresses = path.includes(':') ? patterns : fixed;
    const address = addresses.get(path) ?? { pattern: patternOf(path), methods: new Set<string>() };
    addresses.set(path, address);
    for (const one of [method].flat()) address.methods.add(one);
  });
  const methodsOf = (path: string): ReadonlySet<string> | undefined =>
    (fixed.get(path) ?? [...patterns.values()].find(({ pattern }) => pattern.test(path)))?.methods;
  const sendMissing: SendMissing = (request, reply) => {
    const methods = methodsOf(pathOf(request));
    return methods === undefined || methods.has(request.method)
      ? sendProblem(request, reply, new NotFound('address'))
      : refuse(request, reply, methods);
  };
  app.addHook('onRequest', (request, reply, done) => {
    // The router looks at one method at a time, so `PATCH /bookings/stats` would be taken for a booking named stats.
    const methods = request.is404 ? undefined : fixed.get(pathOf(request))?.methods;
    // A body that nobody takes is not read first, or what is wrong with it would be the answer.
    if (request.is404 && !PAGES.has(request.method)) sendMissing(request, reply);
    else if (methods === undefined || methods.has(request.method)) done();
    else refuse(request, reply, methods);
  });
  return sendMissing;
};
