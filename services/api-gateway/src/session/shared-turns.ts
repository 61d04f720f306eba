import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Turns } from './turns.js';

/** Longer than a sign-in takes; a replica that dies in one blocks the name no longer than this. */
const LEASE_MS = 9_000;
const POLL_MS = 20;

// Only who holds the lease gives it back.
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/**
 * Turns that hold over all replicas, by a lease in Redis inside the turn at this one. While Redis is away, or where a turn
 * takes longer than any sign-in does, people go on without: at worst Keycloak refuses one of two who came at the same moment.
 */
export const createSharedTurns = (own: Turns, redis: Redis, prefix: string): Turns => {
  const acquire = async (key: string, mine: string): Promise<void> => {
    const endsAt = performance.now() + LEASE_MS;
    while ((await redis.set(key, mine, 'PX', LEASE_MS, 'NX')) !== 'OK') {
      if (performance.now() > endsAt) return;
      await delay(POLL_MS);
    }
  };

  return {
    take: (name, work) =>
      own.take(name, async () => {
        const key = prefix + name;
        const mine = randomBytes(8).toString('hex');
        await acquire(key, mine).catch(() => undefined);
        try {
          return await work();
        } finally {
          await redis.eval(RELEASE, 1, key, mine).catch(() => undefined);
        }
      }),
  };
};
