import { randomBytes } from 'node:crypto';

/** A prefix for streams, subjects and Redis keys that no other test has. */
export const testPrefix = (): string => `t${randomBytes(5).toString('hex')}`;
