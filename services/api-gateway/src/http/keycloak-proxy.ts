import { request as send, type IncomingMessage } from 'node:http';
import { request as sendSecurely } from 'node:https';
import { Unavailable } from '@flexspace/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answeredHeaders, forwardedHeaders } from './forwarded-headers.js';

const TIMEOUT_MS = 30_000;
const SERVICE = 'The sign-in service';

interface ProxyOptions {
  /** Only its origin counts: paths go through as they are. */
  readonly upstream: string;
  readonly publicUrl: string;
}

/** Keycloak's own pages behind our port, for where no ingress stands in front. Bodies are streamed, never kept. */
export const keycloakProxy = (app: FastifyInstance, { upstream, publicUrl }: ProxyOptions): void => {
  const target = new URL(upstream);
  const seen = new URL(publicUrl);
  const open = target.protocol === 'https:' ? sendSecurely : send;

  const ask = (request: FastifyRequest): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = forwardedHeaders(request.raw, { publicUrl: seen, requestId: request.id });
      const outgoing = open(
        new URL(request.url, target.origin),
        { method: request.method, headers, timeout: TIMEOUT_MS },
        resolve,
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
      outgoing.on('error', reject);
      request.raw.on('aborted', () => outgoing.destroy());
      request.raw.pipe(outgoing);
    });

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    let answer: IncomingMessage;
    try {
      answer = await ask(request);
    } catch (error) {
      throw new Unavailable(SERVICE, error);
    }
    // A connection that breaks in the middle ends the answer; the error has nowhere else to go.
    answer.on('error', () => reply.raw.destroy());
    reply.raw.on('close', () => answer.destroy());
    return reply
      .code(answer.statusCode ?? 502)
      .headers(answeredHeaders(answer.headers))
      .send(answer);
  };

  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => {
      parsed(null);
    });
    const schema = { hide: true };
    scope.all('/auth', { schema, config: { public: true } }, handle);
    scope.all('/auth/*', { schema, config: { public: true } }, handle);
    done();
  });
};
