// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- else programs that include only this file lack the types
/// <reference path="./redlock.d.ts" />
import { Unavailable, type DeskId, type Person } from '@flexspace/kernel';
import { Redis } from 'ioredis';
import Redlock from 'redlock';
import { z } from 'zod';
import type { DeskLocks, LockOutcome } from '../application/ports.js';
import { LOCK_MAX_US, LOCK_TTL_US, LOCKS_PER_USER, type DeskLock, type LockPlace } from '../domain/desk-lock.js';
import { createGatheredReads } from './gathered-reads.js';
import { parseHolder, parseNews, toLock, type Holder } from './lock-records.js';
import { CLAIM_EXPIRED, CONFIRM, FORGET, PROLONG, RECORD, UNANNOUNCED } from './lock-scripts.js';

const TTL_MS = LOCK_TTL_US / 1_000;
const MAX_MS = LOCK_MAX_US / 1_000;
/** Until the holder is written beside it: a process that dies in between blocks a desk for this long and no longer. */
const UNRECORDED_TTL_MS = 3_000;
/** A Redis that hangs must cost a booking no more than this. */
const COMMAND_TIMEOUT_MS = 400;
/** Each is a round trip to Redis, as recording the holder is. */
const MAX_LOOKS = 10;
const LAST_RETRY_MS = 1_000;

export interface RedisDeskLocks extends DeskLocks {
  /** Throws UNAVAILABLE unless Redis answers. */
  ping(): Promise<void>;
  close(): void;
}

export interface RedisDeskLocksOptions {
  readonly url: string;
  readonly prefix: string;
  readonly onError: (error: Error) => void;
}

/** Desk locks: redlock decides who holds one; scripts keep holder, limit, expiry and news beside it. */
export const createRedisDeskLocks = (options: RedisDeskLocksOptions): RedisDeskLocks => {
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), LAST_RETRY_MS),
  });
  redis.on('error', options.onError);
  const redlock = new Redlock([redis], { retryCount: 0 });
  redlock.on('clientError', options.onError);

  // One hash slot for all of them, so that the scripts also run on a cluster.
  const root = `{${options.prefix}desk-locks}:`;
  const lockKey = (deskId: DeskId | ''): string => `${root}lock:${deskId}`;
  const holderKey = (deskId: DeskId | ''): string => `${root}holder:${deskId}`;
  const userKey = (userId: string): string => `${root}user:${userId}`;
  const shared = [`${root}expiries`, `${root}unannounced`, `${root}news`, `${root}sequence`];

  const reachable = async <T>(work: PromiseLike<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw new Unavailable('Desk locking', error);
    }
  };
  const run = async (script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> =>
    reachable(redis.eval(script, keys.length, ...keys, ...args));
  const keysOf = (deskId: DeskId, userId: string): string[] => [
    lockKey(deskId),
    holderKey(deskId),
    userKey(userId),
    ...shared,
  ];
  /** In the place of the three keys of a desk, for scripts that are about many. */
  const nobody = [`${root}-`, `${root}-`, `${root}-`];

  const readHolders = async (deskIds: readonly DeskId[]): Promise<ReadonlyMap<DeskId, DeskLock>> => {
    const held = new Map<DeskId, DeskLock>();
    if (deskIds.length === 0) return held;
    const found = await reachable(redis.mget([...deskIds.map(lockKey), ...deskIds.map(holderKey)]));
    deskIds.forEach((deskId, index) => {
      const holder = parseHolder(found[deskIds.length + index]);
      if (holder !== undefined && holder.value === found[index]) held.set(deskId, toLock(deskId, holder));
    });
    return held;
  };
  const readHolder = createGatheredReads(readHolders);

  const liveHolder = async (deskId: DeskId): Promise<Holder | undefined> => {
    const [value, text] = await reachable(redis.mget(lockKey(deskId), holderKey(deskId)));
    const holder = parseHolder(text);
    return holder !== undefined && holder.value === value ? holder : undefined;
  };
  /** Who was granted a lock a moment ago is written beside it by the very next command; nobody, where that process died. */
  const recordedHolder = async (deskId: DeskId): Promise<Holder | undefined> => {
    for (let look = 0; look < MAX_LOOKS; look += 1) {
      const holder = await liveHolder(deskId);
      if (holder !== undefined) return holder;
    }
    return undefined;
  };
  /** Redlock's own no; trouble with the connection is found out by whatever is asked next. */
  const granted = async <T>(work: PromiseLike<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Redlock.LockError) return undefined;
      throw new Unavailable('Desk locking', error);
    }
  };
  const rehydrate = (deskId: DeskId, holder: Holder): Redlock.Lock =>
    new Redlock.Lock(redlock, [lockKey(deskId)], holder.value, holder.expiresAt, 1, 0);

  const prolong = async (place: LockPlace, holder: Holder): Promise<LockOutcome> => {
    const left = Math.min(TTL_MS, holder.maxExpiresAt - Date.now());
    if (left <= 0) return { kind: 'lost', by: undefined };
    const extended = await granted(redlock.extend(rehydrate(place.deskId, holder), left));
    const answer =
      extended && (await run(PROLONG, keysOf(place.deskId, holder.userId), [holder.value, TTL_MS, place.deskId]));
    const news = parseNews(answer);
    if (news?.lock !== undefined) return { kind: 'held', lock: news.lock, news };
    const other = await liveHolder(place.deskId);
    return { kind: 'lost', by: other && other.userId !== holder.userId ? toLock(place.deskId, other).by : undefined };
  };

  const take = async (place: LockPlace, by: Person): Promise<LockOutcome> => {
    const lock = await granted(redlock.lock([lockKey(place.deskId)], UNRECORDED_TTL_MS));
    if (lock === undefined) {
      const first = await recordedHolder(place.deskId);
      if (first?.userId === by.id) return prolong(place, first);
      return { kind: 'held_by_other', by: first && toLock(place.deskId, first).by };
    }
    const holder = JSON.stringify({
      userId: by.id,
      username: by.username,
      fullName: by.fullName,
      roomId: place.roomId,
      locationId: place.locationId,
    });
    const answer = await run(RECORD, keysOf(place.deskId, by.id), [
      lock.value,
      TTL_MS,
      MAX_MS,
      LOCKS_PER_USER,
      place.deskId,
      holder,
    ]);
    if (answer === 'limit') return { kind: 'limit' };
    const news = parseNews(answer);
    return news?.lock === undefined ? { kind: 'lost', by: undefined } : { kind: 'held', lock: news.lock, news };
  };

  const manyNews = (answer: unknown): NonNullable<ReturnType<typeof parseNews>>[] =>
    z
      .array(z.unknown())
      .parse(answer)
      .map(parseNews)
      .filter((news) => news !== undefined);

  return {
    async acquire(place, by) {
      const holder = await liveHolder(place.deskId);
      if (holder === undefined) return take(place, by);
      if (holder.userId === by.id) return prolong(place, holder);
      return { kind: 'held_by_other', by: toLock(place.deskId, holder).by };
    },
    async refresh(place, by) {
      const holder = await liveHolder(place.deskId);
      if (holder?.userId === by.id) return prolong(place, holder);
      return { kind: 'lost', by: holder && toLock(place.deskId, holder).by };
    },
    async release(place, by) {
      const holder = await liveHolder(place.deskId);
      if (holder === undefined) return { kind: 'released', news: undefined };
      if (holder.userId !== by.id) return { kind: 'lost', by: toLock(place.deskId, holder).by };
      await granted(redlock.unlock(rehydrate(place.deskId, holder)));
      const answer = await run(FORGET, keysOf(place.deskId, by.id), [holder.value, place.deskId]);
      return { kind: 'released', news: parseNews(answer) };
    },
    async holders(deskIds) {
      const [first, ...others] = deskIds;
      if (first === undefined || others.length > 0) return readHolders(deskIds);
      const lock = await readHolder(first);
      return new Map(lock && [[first, lock]]);
    },
    claimExpired: async (limit) =>
      manyNews(await run(CLAIM_EXPIRED, [...nobody, ...shared], [limit, lockKey(''), holderKey(''), userKey('')])),
    unannounced: async (olderThanMs, limit) =>
      manyNews(await run(UNANNOUNCED, [...nobody, ...shared], [olderThanMs, limit])),
    async announced(news) {
      await run(CONFIRM, [...nobody, ...shared], [news.deskId, news.sequence]);
    },
    async ping() {
      await reachable(redis.ping());
    },
    close() {
      redis.disconnect();
    },
  };
};
