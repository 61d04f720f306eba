import type { Logger } from '@flexspace/service-kit';
import { Redis } from 'ioredis';

const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_BACKOFF_MS = 2_000;

/**
 * A connection that refuses at once while Redis is away, instead of letting requests queue up behind it, and comes back by
 * itself.
 */
export const createRedis = (url: string, logger: Logger): Redis => {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    lazyConnect: true,
    retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_BACKOFF_MS),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ err: error }, 'redis cannot be reached');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('redis is back');
    away = false;
  });
  return redis;
};

/** Starts connecting; a Redis that is away is no reason not to start. */
export const connectRedis = async (redis: Redis): Promise<void> => {
  await redis.connect().catch(() => undefined);
};
