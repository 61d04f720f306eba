import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {{ type: 'line', line: string } | { type: 'ready' } | { type: 'failed', text: string }} Message
 */

/**
 * Starts the stack in a process of its own that outlives this one, shows its progress, and returns when it is ready or
 * has failed. Ctrl-C until then stops it.
 * @param {string} root
 * @param {string} home
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function launchDetached(root, home, args) {
  mkdirSync(path.join(home, 'logs'), { recursive: true });
  const log = path.join(home, 'logs/stack.log');
  const output = openSync(log, 'a', 0o600);
  const script = path.join(root, 'tools/stack/start.mjs');
  const child = spawn(process.execPath, [script, ...args, '--supervise'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const stop = () => child.kill('SIGTERM');
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
  if (process.connected) process.once('disconnect', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0 ? 1 : (code ?? 1)));
    child.on('message', (/** @type {Message} */ message) => {
      if (message.type === 'line') process.stdout.write(`${message.line}\n`);
      if (message.type === 'failed') process.stderr.write(`${message.text}\n`);
      if (message.type !== 'ready') return;
      process.removeListener('disconnect', stop);
      child.disconnect();
      child.unref();
      resolve(0);
    });
  });
}

/** The other end: tells the launcher as long as it listens, and the log in any case. */
export function tellLauncher() {
  const send = (/** @type {Message} */ message) => {
    // The launcher may be gone; the stack goes on without it.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  };
  return {
    line: (/** @type {string} */ line) => {
      process.stdout.write(`${line}\n`);
      send({ type: 'line', line });
    },
    ready: () => send({ type: 'ready' }),
    failed: (/** @type {string} */ text) => {
      process.stderr.write(`${text}\n`);
      send({ type: 'failed', text });
    },
  };
}
