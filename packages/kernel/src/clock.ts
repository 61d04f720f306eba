import { instantFromMillis, type Instant } from './instant.js';

/** The present, passed in wherever time decides something, so that a test can hold it still. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => instantFromMillis(Date.now()) };
