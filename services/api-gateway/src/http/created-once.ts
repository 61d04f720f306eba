import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError, Unavailable } from '@flexspace/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import { callerOf } from './authentication.js';
import { idempotencyKeyOf } from './idempotency-key.js';

/** What a POST made, and where it is. */
export interface Created {
  readonly location: string;
  readonly body: object;
}

/** Answers 201 with what `make` made, or with what it made the first time for the same Idempotency-Key. */
export type CreateOnce = (
  request: FastifyRequest,
  reply: FastifyReply,
  make: () => Promise<Created>,
) => Promise<FastifyReply>;

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Longer than any creation takes: a process that dies in the middle blocks its key no longer than this. */
const BUSY_MS = 30_000;
const WAIT_MS = 5_000;
const LOOK_EVERY_MS = 50;

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

const answer = (reply: FastifyReply, location: string, text: string): FastifyReply =>
  reply.code(201).header('location', location).header('content-type', 'application/json; charset=utf-8').send(text);

/**
 * For creations whose owner keeps no record of keys itself (bookings have their own, in their transaction). The record is kept
 * in Redis: without Redis, or when a process dies between the creation and its record, a repeat is refused by the unique name.
 */
export const createOnce =
  (redis: Redis, prefix: string): CreateOnce =>
  async (request, reply, make) => {
    const key = idempotencyKeyOf(request);
    if (key === '') {
      const { location, body } = await make();
      return answer(reply, location, JSON.stringify(body));
    }
    const name = `${prefix}idempotency:${hash(`${callerOf(request).userId}\n${request.routeOptions.url ?? ''}\n${key}`)}`;
    const wanted = hash(JSON.stringify(request.body));
    const found = await claimOrWait(redis, name, wanted);
    if (found !== undefined) return repeat(reply, found, wanted);
    let created: Created;
    try {
      created = await make();
    } catch (error) {
      // A refusal is not an answer to keep: the same request may be right later.
      await redis.del(name).catch(() => undefined);
      throw error;
    }
    const text = JSON.stringify(created.body);
    await redis.set(name, `${wanted}\n${created.location}\n${text}`, 'PX', DAY_MS).catch(() => undefined);
    return answer(reply, created.location, text);
  };

/** Undefined when the key is ours now; else the answer of who had it first, for which a request at the same time waits. */
const claimOrWait = async (redis: Redis, name: string, wanted: string): Promise<string | undefined> => {
  let found = await claim(redis, name, wanted);
  // A first request that was refused leaves no record, and the key is free again.
  for (let waited = 0; found === wanted && waited < WAIT_MS; waited += LOOK_EVERY_MS) {
    await delay(LOOK_EVERY_MS);
    found = await claim(redis, name, wanted);
  }
  return found;
};

/** Undefined when the key is ours now, or nobody can tell. Only the hash of the body while the first request is under way. */
const claim = async (redis: Redis, name: string, wanted: string): Promise<string | undefined> => {
  try {
    if ((await redis.set(name, wanted, 'PX', BUSY_MS, 'NX')) === 'OK') return undefined;
    return (await redis.get(name)) ?? undefined;
  } catch {
    // Without Redis nobody remembers; the creation itself must not depend on it.
    return undefined;
  }
};

const repeat = (reply: FastifyReply, found: string, wanted: string): FastifyReply => {
  const [body, location, ...text] = found.split('\n');
  if (body !== wanted) {
    throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for another request.');
  }
  if (location === undefined) throw new Unavailable('The first request with this Idempotency-Key');
  return answer(reply, location, text.join('\n'));
};
