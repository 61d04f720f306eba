import { statfsSync } from 'node:fs';
import { cacheRoot } from '../artifacts/cache.mjs';
import { StackError } from '../stack-error.mjs';

/** Databases, logs and the bundle of a first start need about half of this. */
const LEAST_BYTES = 1024 ** 3;

/**
 * Refuses to begin what a full disk would break half-way.
 * @param {string} home
 */
export function requireDiskSpace(home) {
  for (const folder of [home, cacheRoot()]) {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (free >= LEAST_BYTES) continue;
    throw new StackError(
      `Only ${Math.round(free / 1024 ** 2)} MB are free where ${folder} lies.`,
      `Free at least ${LEAST_BYTES / 1024 ** 2} MB and start again.`,
    );
  }
}
