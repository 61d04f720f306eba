import { Redis } from 'ioredis';

/** A Redis that hangs must not hang the scheduler with it. */
const COMMAND_TIMEOUT_MS = 1_000;
const LAST_RETRY_MS = 1_000;

/** Fails at once while Redis is away, and comes back by itself. */
export const connectRedis = (url: string, onError: (error: Error) => void): Redis => {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), LAST_RETRY_MS),
  });
  redis.on('error', onError);
  return redis;
};
