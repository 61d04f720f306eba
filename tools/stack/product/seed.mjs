import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { StackError } from '../stack-error.mjs';
import { stackFile } from './stack-file.mjs';

/** Letters and digits that nobody mistakes for each other when typing them from a terminal. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Three groups of four, about 60 bits: made anew for every company, printed at each start. */
const newDemoPassword = () =>
  Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join('')).join(
    '-',
  );

/**
 * Makes the example company through the services' own interfaces.
 * @param {{
 *   root: string,
 *   home: string,
 *   scale: 'full' | 'small',
 *   bookingEnvironment: NodeJS.ProcessEnv,
 *   progress: import('../progress.mjs').Progress,
 *   signal: AbortSignal,
 * }} options the seed runs with booking's environment, because past bookings are written by a command of booking
 * @returns {Promise<import('./stack-state.mjs').Account[]>} whom one may sign in as
 */
export async function seed({ root, home, scale, bookingEnvironment, progress, signal }) {
  const program = path.join(root, 'tools/seed/dist/main.js');
  const password = process.env['FLEXSPACE_DEMO_PASSWORD'] || newDemoPassword();
  const env = {
    ...bookingEnvironment,
    FLEXSPACE_STACK: stackFile(home),
    FLEXSPACE_DEMO_PASSWORD: password,
    FLEXSPACE_SEED_SCALE: scale,
  };
  const { code, lines } = await runSeed(program, { root, env, progress, signal });
  signal.throwIfAborted();
  if (code !== 0) {
    throw new StackError(
      `The example company could not be made:\n${lines.map((line) => `    ${line}`).join('\n')}`,
      'The next start begins anew; if it stays so, read the logs of the services.',
    );
  }
  return (await demoPeople(root)).map(({ username, demo }) => ({ username, password, role: demo }));
}

/**
 * One account to try for each role, from the seed's own list.
 * @param {string} root
 * @returns {Promise<{ username: string, demo: string }[]>}
 */
async function demoPeople(root) {
  const people = await import(pathToFileURL(path.join(root, 'tools/seed/dist/company/people.js')).href);
  return people.PEOPLE.filter((/** @type {{ demo?: string }} */ person) => person.demo !== undefined);
}

/**
 * @param {string} program
 * @param {{ root: string, env: NodeJS.ProcessEnv, progress: import('../progress.mjs').Progress, signal: AbortSignal }} options
 * @returns {Promise<{ code: number | null, lines: string[] }>} the exit code and the last lines it printed
 */
function runSeed(program, { root, env, progress, signal }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    /** @type {string[]} */
    const lines = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        progress.say(`    ${line}`);
        lines.push(line);
        if (lines.length > 15) lines.shift();
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve({ code, lines });
    });
  });
}
