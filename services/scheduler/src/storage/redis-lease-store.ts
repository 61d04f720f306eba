import type { Redis } from 'ioredis';
import Redlock from 'redlock';
import type { LeaseStore } from '../application/ports.js';
import type { Lease } from '../domain/lease.js';

export interface RedisLeaseStoreOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly ttlMs: number;
  onError(error: unknown): void;
}

/**
 * The next fencing token. Never below the clock of Redis in milliseconds: a Redis that lost its data would begin again at
 * one, and booking refuse every leader from then on.
 */
const NEXT_FENCING_TOKEN = `
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local last = tonumber(redis.call('GET', KEYS[1]) or '0')
  local token = string.format('%.0f', math.max(last + 1, now))
  redis.call('SET', KEYS[1], token)
  return token`;

/** A lease in Redis by redlock, with a token that grows each time one is given. */
export const createRedisLeaseStore = (options: RedisLeaseStoreOptions): LeaseStore => {
  const { redis, prefix, ttlMs } = options;
  const leaseKey = `${prefix}scheduler:lease`;
  const fenceKey = `${prefix}scheduler:fence`;
  const redlock = new Redlock([redis], { retryCount: 0 });
  const troubles: Error[] = [];
  redlock.on('clientError', (error: Error) => {
    troubles[0] = error;
  });
  const locks = new Map<Lease, Redlock.Lock>();

  /** Redlock says no in the same way whether another holds the lease or Redis is away; only the second is an error here. */
  const lock = async (): Promise<Redlock.Lock | undefined> => {
    troubles.length = 0;
    try {
      return await redlock.lock([leaseKey], ttlMs);
    } catch (error) {
      const [unreachable] = troubles;
      if (unreachable !== undefined) throw unreachable;
      if (error instanceof Redlock.LockError) return undefined;
      throw error;
    }
  };

  const unlock = async (held: Redlock.Lock): Promise<void> => {
    try {
      await redlock.unlock(held);
    } catch (error) {
      // It was not ours any more, or ends by itself.
      options.onError(error);
    }
  };

  return {
    async acquire() {
      const held = await lock();
      if (held === undefined) return undefined;
      const fencingToken = Number(await redis.eval(NEXT_FENCING_TOKEN, 1, fenceKey));
      if (held.expiration <= Date.now()) return undefined;
      const lease: Lease = { fencingToken };
      locks.set(lease, held);
      return lease;
    },
    async confirm(lease) {
      const held = locks.get(lease);
      if (held === undefined) return 'lost';
      try {
        // Asked first: redlock gives up a lease that it cannot prolong, and one that Redis cannot be asked about is not lost.
        if ((await redis.get(leaseKey)) !== held.value) return 'lost';
        await redlock.extend(held, ttlMs);
        return 'held';
      } catch (error) {
        options.onError(error);
        return error instanceof Redlock.LockError && redis.status === 'ready' ? 'lost' : 'unknown';
      }
    },
    async release(lease) {
      const held = locks.get(lease);
      locks.delete(lease);
      if (held !== undefined) await unlock(held);
    },
  };
};
