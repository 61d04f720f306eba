import type { FastifyReply, FastifyRequest } from 'fastify';

/** Adds `Link: <…>; rel="next"` with the same query and the next cursor; nothing on the last page. */
export const linkNext = (request: FastifyRequest, reply: FastifyReply, cursor: string): void => {
  if (cursor === '') return;
  const [path = '/', query = ''] = request.url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  reply.header('link', `<${path}?${parameters.toString()}>; rel="next"`);
};
