import { statfsSync } from 'node:fs';
import { cacheRoot } from '../artifacts/cache.mjs';
import { StackError } from '../stack-error.mjs';

/** Databases, logs and the bundle of a first start need about half of this. */
const LEAST_BYTES = 1024 ** 3;

/**
 * Refuses to begin what a full disk would break half-way.
 * @param {string} home
 * @param {number} [least]
 */
export function requireDiskSpace(home, least = LEAST_BYTES) {
  for (const folder of [home, cacheRoot()]) {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (free >= least) continue;
    throw new StackError(
      `Only ${Math.round(free / 1024 ** 2)} MB are free where ${folder} lies.`,
      `Free at least ${Math.round(least / 1024 ** 2)} MB and start again.`,
    );
  }
}
