import { Readable } from 'node:stream';
import { isId, NotFound } from '@flexspace/kernel';
import type { FastifyInstance } from 'fastify';
import { Type as T } from 'typebox';
import { reading } from '../../http/authentication.js';
import { hasAlready } from '../../http/etag.js';
import type { RouteContext } from '../route-context.js';
import { Nothing, shape } from '../wire-types.js';

const KEY = /^[\w-]{8,128}\.webp$/;
const TIMEOUT_MS = 30_000;
const Picture = { content: { 'image/webp': { schema: { type: 'string', format: 'binary' } } } };

/** Takes the first message before the answer begins, so that a refusal can still become one. */
async function* joined(first: Buffer, rest: AsyncIterator<{ readonly chunk: Buffer }>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value.chunk;
}

/** Uploaded maps. The name carries the content's hash, so a browser keeps one for ever; the gate is asked before it is handed out. */
export const mediaRoutes = (app: FastifyInstance, { clients }: RouteContext): void => {
  app.get<{ Params: { room: string; key: string } }>(
    '/media/maps/:room/:key',
    {
      schema: {
        operationId: 'readMap',
        summary: 'An uploaded map, where a room’s `map_image.url` says',
        tags: ['rooms'],
        params: shape({
          room: T.String({ examples: ['42'] }),
          key: T.String({ examples: ['Zm9vYmFyYmF6cXV4.webp'] }),
        }),
        querystring: Nothing,
        response: { 200: Picture },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const { room, key } = request.params;
      const roomId = Number(room);
      if (!/^\d+$/.test(room) || !isId(roomId) || !KEY.test(key)) throw new NotFound('map');
      const options = { ...reading(request), timeoutMs: TIMEOUT_MS };
      const tag = `"${key}"`;
      const chunks = clients.catalog.readMap({ roomId, key }, options)[Symbol.asyncIterator]();
      const first = await chunks.next();
      if (first.done === true) throw new NotFound('map');
      reply.headers({
        etag: tag,
        'cache-control': 'private, max-age=31536000, immutable',
        'content-type': 'image/webp',
      });
      if (hasAlready(request, tag)) {
        await chunks.return?.();
        return reply.code(304).send();
      }
      return reply.send(Readable.from(joined(first.value.chunk, chunks), { objectMode: false }));
    },
  );
};
