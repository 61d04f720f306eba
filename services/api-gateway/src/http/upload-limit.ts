import { randomUUID } from 'node:crypto';
import { DomainError } from '@flexspace/kernel';
import type { Logger } from '@flexspace/service-kit';
import type { FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import { createAttemptWindow } from '../session/attempt-window.js';
import { callerOf } from './authentication.js';

/** Converting a picture costs a second of a core: more than anybody needs who sets up a building, less than keeps a core busy. */
export const UPLOADS_PER_PERSON = 100;
const WINDOW_MS = 5 * 60 * 1_000;
const MS_PER_S = 1_000;

/** Counts an upload of the caller, whatever becomes of it. Throws RATE_LIMITED when there were too many. */
export type AdmitUpload = (request: FastifyRequest) => Promise<void>;

/** Counted for all replicas together, and by each alone while Redis is away. */
export const createUploadLimit = (redis: Redis, prefix: string, logger: Logger): AdmitUpload => {
  const uploads = { redis, prefix: `${prefix}uploads:`, windowMs: WINDOW_MS };
  const window = createAttemptWindow(uploads, (error) => {
    logger.warn({ err: error }, 'uploads are counted by this process alone');
  });
  return async (request) => {
    const waitMs = await window.reserve(callerOf(request).userId, randomUUID(), UPLOADS_PER_PERSON);
    if (waitMs === 0) return;
    throw new DomainError('RATE_LIMITED', 'You have uploaded too many maps. Wait a moment, then try again.', {
      retryAfterSeconds: Math.ceil(waitMs / MS_PER_S),
    });
  };
};
