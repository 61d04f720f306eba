import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.mjs';

/**
 * True when this process is already the Node that package-lock.json pins.
 * @param {string} root
 */
export function isPinnedNode(root) {
  const pinned = pinnedNode(root);
  return existsSync(pinned) && realpathSync(pinned) === realpathSync(process.execPath);
}

/**
 * Runs a script under the pinned Node in this process's place and returns its exit code. Ctrl-C reaches both
 * processes by the terminal; a signal to this one alone is passed on. Should this process be killed, the other
 * one sees its channel close and stops as well.
 * @param {string} root
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function runPinned(root, script, args) {
  const node = pinnedNode(root);
  if (!existsSync(node)) {
    throw new StackError(
      'The pinned Node is missing although the packages are installed.',
      'Remove node_modules and run this again; if it stays so, npm was told not to run install scripts (ignore-scripts).',
    );
  }
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}` };
  const child = spawn(node, [script, ...args], { cwd: root, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    // Ctrl-C of a terminal has reached the child already, and a second one would ask it to hurry.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** @param {string} root */
function pinnedNode(root) {
  return path.join(root, 'node_modules/.bin/node');
}
