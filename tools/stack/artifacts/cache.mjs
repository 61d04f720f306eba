import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** What a killed run left half-built is removed after this long; a slower machine may still be building until then. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** The folder outside every checkout that keeps what is slow to get: a fresh clone does not pay again. */
export function cacheRoot() {
  const base = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  const root = path.join(base, 'flexspace');
  mkdirSync(root, { recursive: true });
  return root;
}

/**
 * A folder of the cache, made by `build` when it is not there. It appears whole or not at all, and two runs at once
 * do not disturb each other: each builds its own and the first one to finish wins.
 * @param {string} name
 * @param {(folder: string) => Promise<void>} build fills an empty folder
 * @param {string} [root]
 * @returns {Promise<string>}
 */
export async function cached(name, build, root = cacheRoot()) {
  const folder = path.join(root, name);
  if (existsSync(folder)) return folder;
  removeAbandoned(root);
  const part = mkdtempSync(path.join(root, `.part-${name}-`));
  try {
    await build(part);
    renameIfFirst(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return folder;
}

/**
 * @param {string} part
 * @param {string} folder
 */
function renameIfFirst(part, folder) {
  try {
    renameSync(part, folder);
  } catch (error) {
    const lost = error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
    if (!lost) throw error;
  }
}

/** @param {string} root */
function removeAbandoned(root) {
  for (const name of readdirSync(root)) {
    const folder = path.join(root, name);
    if (!name.startsWith('.part-')) continue;
    if (Date.now() - statSync(folder).mtimeMs > ABANDONED_MS) rmSync(folder, { recursive: true, force: true });
  }
}
