import { instant } from '@flexspace/kernel';
import type { Redis } from 'ioredis';
import type { FleetMemory } from '../application/ports.js';

/** When no scheduler has run for this long, the next one is a start of the fleet. */
const AWAKE_MS = 30_000;

/** What schedulers know of each other, in Redis. Nothing is lost with it but that something is done once more. */
export const createRedisFleetMemory = (redis: Redis, prefix: string): FleetMemory => {
  const awakeKey = `${prefix}scheduler:awake`;
  const lastRunKey = `${prefix}scheduler:last-run`;
  return {
    isAwake: async () => (await redis.exists(awakeKey)) === 1,
    async markAwake() {
      await redis.set(awakeKey, '1', 'PX', AWAKE_MS);
    },
    async stayAwake() {
      await redis.pexpire(awakeKey, AWAKE_MS);
    },
    async lastRun(job) {
      const text = await redis.hget(lastRunKey, job);
      return text === null ? undefined : instant(Number(text));
    },
    async recordRun(job, at) {
      await redis.hset(lastRunKey, job, String(at));
    },
  };
};
