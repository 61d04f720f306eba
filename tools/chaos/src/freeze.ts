import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { replicasOf } from './running-product.js';

const record = z.array(z.object({ name: z.string(), pid: z.number() }));

/** The servers below the services are in the record of the run, beside stack.json. */
const pidOfServer = async (server: string): Promise<number> => {
  const stack = process.env['FLEXSPACE_STACK'] ?? '';
  const run = record.parse(JSON.parse(await readFile(path.join(path.dirname(stack), 'run.json'), 'utf8')));
  const found = run.find(({ name }) => name === server);
  if (found === undefined) throw new Error(`${server} is not run by this stack`);
  return found.pid;
};

/**
 * Stops processes without ending them: whoever asks them gets no answer, not even a refusal, which is the worst way to be
 * away. Lets them go on when the work is done, whatever came of it.
 */
const frozen = async (pids: readonly number[], work: () => Promise<void>): Promise<void> => {
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
};

export const withoutServer = async (
  server: 'PostgreSQL' | 'Redis' | 'NATS' | 'Keycloak',
  work: () => Promise<void>,
): Promise<void> => frozen([await pidOfServer(server)], work);

export const withoutService = async (service: string, work: () => Promise<void>): Promise<void> =>
  frozen(
    (await replicasOf(service)).map(({ pid }) => pid),
    work,
  );
