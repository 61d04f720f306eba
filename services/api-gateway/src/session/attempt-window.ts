import type { Redis } from 'ioredis';

export interface AttemptWindow {
  /**
   * Counts one more attempt under a key, unless `limit` were made within the window: then says in how many milliseconds the
   * next is free, and counts nothing. Counting before the outcome is known keeps a burst from slipping through.
   */
  reserve(key: string, attempt: string, limit: number): Promise<number>;
  /** Takes an attempt back that was no failure. */
  release(key: string, attempt: string): Promise<void>;
}

// One round trip and no race: prune, count, and add only below the limit. Redis' own clock, so replicas agree.
const RESERVE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window = tonumber(ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local count = redis.call('ZCARD', KEYS[1])
if count >= tonumber(ARGV[2]) then
  local oldest = redis.call('ZRANGE', KEYS[1], count - tonumber(ARGV[2]), count - tonumber(ARGV[2]), 'WITHSCORES')
  return math.max(1, oldest[2] + window - now)
end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('PEXPIRE', KEYS[1], window)
return 0`;

/** Counts attempts for all replicas together. */
const createRedisWindow = (redis: Redis, prefix: string, windowMs: number): AttemptWindow => ({
  async reserve(key, attempt, limit) {
    const wait = await redis.eval(RESERVE, 1, prefix + key, windowMs, limit, attempt);
    return Number(wait);
  },
  async release(key, attempt) {
    await redis.zrem(prefix + key, attempt);
  },
});

/** One window for all replicas, and what is left of the protection while they cannot share it. */
const withFallback = (
  { shared, own }: { readonly shared: AttemptWindow; readonly own: AttemptWindow },
  onAlone: (error: unknown) => void,
): AttemptWindow => {
  const orOwn = async <T>(work: (window: AttemptWindow) => Promise<T>): Promise<T> => {
    try {
      return await work(shared);
    } catch (error) {
      onAlone(error);
      return work(own);
    }
  };
  return {
    reserve: (key, attempt, limit) => orOwn((window) => window.reserve(key, attempt, limit)),
    release: (key, attempt) => orOwn((window) => window.release(key, attempt)),
  };
};

const MAX_KEYS = 50_000;

/** Counts this process's attempts: what is left of the protection while Redis is away. */
export const createMemoryWindow = (windowMs: number, now: () => number = Date.now): AttemptWindow => {
  const attempts = new Map<string, { readonly id: string; readonly at: number }[]>();

  const recent = (key: string): { readonly id: string; readonly at: number }[] =>
    (attempts.get(key) ?? []).filter(({ at }) => at > now() - windowMs);

  const store = (key: string, list: { readonly id: string; readonly at: number }[]): void => {
    attempts.delete(key);
    if (list.length > 0) attempts.set(key, list);
    const oldest = attempts.keys().next();
    if (attempts.size > MAX_KEYS && oldest.done === false) attempts.delete(oldest.value);
  };

  return {
    reserve(key, attempt, limit) {
      const list = recent(key);
      const blocking = list.at(-limit);
      if (blocking !== undefined) return Promise.resolve(Math.max(1, blocking.at + windowMs - now()));
      store(key, [...list, { id: attempt, at: now() }]);
      return Promise.resolve(0);
    },
    release(key, attempt) {
      store(
        key,
        recent(key).filter(({ id }) => id !== attempt),
      );
      return Promise.resolve();
    },
  };
};

/** Counts for all replicas together, and by this process alone while Redis is away, of which `onAlone` hears. */
export const createAttemptWindow = (
  { redis, prefix, windowMs }: { readonly redis: Redis; readonly prefix: string; readonly windowMs: number },
  onAlone: (error: unknown) => void,
): AttemptWindow =>
  withFallback({ shared: createRedisWindow(redis, prefix, windowMs), own: createMemoryWindow(windowMs) }, onAlone);
