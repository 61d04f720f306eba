import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const NEVER = new Set(['node_modules', 'dist', 'coverage']);

/**
 * Tells whether any file below the given paths was changed, added or removed since the last time, by size and time:
 * a few milliseconds, where asking the compiler costs seconds.
 * @param {string} root
 * @param {string[]} paths files and folders below root
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const start of paths)
    visit(path.join(root, start), (file, stat) => hash.update(`${file}\0${stat.size}\0${stat.mtimeMs}\n`));
  return hash.digest('hex');
}

/**
 * @param {string} file
 * @param {(file: string, stat: import('node:fs').Stats) => void} see
 */
function visit(file, see) {
  if (!existsSync(file)) return;
  const stat = statSync(file);
  if (!stat.isDirectory()) {
    see(file, stat);
    return;
  }
  for (const name of readdirSync(file).sort()) {
    if (!NEVER.has(name) && !name.endsWith('.tsbuildinfo')) visit(path.join(file, name), see);
  }
}
