import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.mjs';

/** Remembers which package-lock.json the packages in node_modules were installed from. */
const MARK = 'node_modules/.flexspace-installed';

/**
 * Installs the packages when they are missing or older than package-lock.json. Uses Node's built-ins alone.
 * @param {string} root
 * @param {import('../progress.mjs').Progress} progress
 */
export async function ensureInstalled(root, progress) {
  const want = lockHash(root);
  const mark = path.join(root, MARK);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === want) return;
  if (matchesLock(root)) {
    writeMark(mark, want);
    return;
  }
  const fresh = !existsSync(path.join(root, 'node_modules'));
  await progress.step(fresh ? 'npm packages installed' : 'npm packages brought up to date', () =>
    runNpm(root, [fresh ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error']),
  );
  writeMark(mark, lockHash(root));
}

/**
 * In a new file: a checkout that was copied by links would otherwise tell its twin what this one has installed.
 * @param {string} mark
 * @param {string} hash
 */
function writeMark(mark, hash) {
  writeFileSync(`${mark}.new`, hash);
  renameSync(`${mark}.new`, mark);
}

/** @param {string} root */
function lockHash(root) {
  const file = path.join(root, 'package-lock.json');
  if (!existsSync(file)) {
    throw new StackError('package-lock.json is missing.', 'Run this in a complete checkout of FlexSpace.');
  }
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/**
 * npm keeps a list of what it installed; when every required package in it has the locked version, nothing is to do.
 * Saves an install where somebody ran npm by hand.
 * @param {string} root
 */
function matchesLock(root) {
  const hidden = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = readPackages(hidden);
  const locked = readPackages(path.join(root, 'package-lock.json'));
  return Object.entries(locked).every(([name, entry]) => {
    if (!name.startsWith('node_modules/') && !name.includes('/node_modules/')) return true;
    if (entry.link || entry.optional || entry.devOptional || entry.peer) return true;
    return installed[name]?.version === entry.version && existsSync(path.join(root, name));
  });
}

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockEntry
 * @param {string} file
 * @returns {Record<string, LockEntry>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/**
 * @param {string} root
 * @param {string[]} args
 */
function runNpm(root, args) {
  const npm = process.env['npm_execpath'];
  const [command, prefix] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(command, [...prefix, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.error) {
    throw new StackError('npm could not be started.', 'Install npm (it comes with Node) and run this again.', {
      cause: result.error,
    });
  }
  if (result.status !== 0) {
    throw new StackError(
      `npm ${args[0]} failed (its own message is above).`,
      'Look at the network, the registry settings of npm and the free disk space (1.5 GB), then run this again.',
    );
  }
}
