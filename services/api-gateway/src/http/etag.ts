import { createHash } from 'node:crypto';
import { InvalidRequest, Stale } from '@flexspace/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withoutEncoding } from './compression.js';

const TAG = /^"(\d{1,15})(?:-[^"]*)?"$/;

const hashOf = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('base64url');

/** A tag for a body that changes with its version alone. */
export const versionTag = (version: number): string => `"${version}"`;

/** RFC 9110: weak comparison, so a proxy's `W/` is no miss; nor is the same body in another encoding. */
const matches = (header: string, tag: string): boolean =>
  header.split(',').some((candidate) => {
    const one = withoutEncoding(candidate.trim());
    return one === '*' || one === tag || one === `W/${tag}`;
  });

/** Whether the client says that it has the body of this tag. */
export const hasAlready = (request: FastifyRequest, tag: string): boolean => {
  const seen = request.headers['if-none-match'];
  return seen !== undefined && matches(seen, tag);
};

const answer = (request: FastifyRequest, reply: FastifyReply, tag: string): boolean => {
  reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
  if (!hasAlready(request, tag)) return false;
  reply.code(304);
  return true;
};

/** Sends what changes with its version alone, or 304. */
export const sendVersioned = (
  request: FastifyRequest,
  reply: FastifyReply,
  body: { readonly version: number },
): FastifyReply => (answer(request, reply, versionTag(body.version)) ? reply.send() : reply.send(body));

/** A body that also shows live state, written once; its tag is the version and what the body says. */
export interface TaggedBody {
  readonly tag: string;
  readonly bytes: Buffer;
}

export const tagged = ({ body, version }: { readonly body: object; readonly version: number }): TaggedBody => {
  const bytes = Buffer.from(JSON.stringify(body));
  return { tag: `"${version}-${hashOf(bytes)}"`, bytes };
};

export const sendTagged = (request: FastifyRequest, reply: FastifyReply, { tag, bytes }: TaggedBody): FastifyReply => {
  if (answer(request, reply, tag)) return reply.send();
  return sendWritten(reply, bytes);
};

/** Sends JSON that was written before. */
export const sendWritten = (reply: FastifyReply, bytes: Buffer): FastifyReply =>
  reply.header('content-type', 'application/json; charset=utf-8').send(bytes);

/** Sends a body that also shows live state, or 304. */
export const sendLive = (
  request: FastifyRequest,
  reply: FastifyReply,
  live: { readonly body: object; readonly version: number },
): FastifyReply => sendTagged(request, reply, tagged(live));

/**
 * The version that the client says it has seen; 0 when it says nothing. Only the version in a tag counts: what else a body
 * showed may have moved on without anybody's change. A tag that no version of ours can have is stale.
 */
export const ifVersion = (request: FastifyRequest): number => {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '*') return 0;
  const versions = new Set(header.split(',').map((tag) => Number(TAG.exec(tag.trim())?.[1] ?? 0)));
  versions.delete(0);
  const [version] = versions;
  if (version === undefined) throw new Stale('object');
  if (versions.size > 1) throw InvalidRequest.field('if-match', 'must name one version');
  return version;
};
