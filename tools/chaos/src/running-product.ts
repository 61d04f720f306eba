import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const replica = z.object({ pid: z.number(), http: z.url().optional(), admin: z.url() });
export type Replica = z.output<typeof replica>;

const stack = z.object({
  app: z.url(),
  ws: z.url(),
  postgres: z.record(z.string(), z.string()),
  services: z.record(z.string(), z.array(replica).min(1)),
  accounts: z.array(z.object({ username: z.string(), password: z.string(), role: z.string() })),
});

export type RunningProduct = z.output<typeof stack>;

/** The product that runs now, as FLEXSPACE_STACK says; read anew each time, since a restarted service has another process id. */
export const runningProduct = async (): Promise<RunningProduct> => {
  const file = process.env['FLEXSPACE_STACK'];
  if (file === undefined) throw new Error('FLEXSPACE_STACK must name the stack.json of a running product');
  return stack.parse(JSON.parse(await readFile(file, 'utf8')));
};

/** Every replica of a service, in an order that restarts do not change. */
export const replicasOf = async (service: string): Promise<readonly Replica[]> => {
  const replicas = (await runningProduct()).services[service];
  if (replicas === undefined) throw new Error(`no ${service} is running`);
  return replicas;
};

/** Where a service's replicas take requests from outside. */
export const doorsOf = async (service: string): Promise<readonly string[]> =>
  (await replicasOf(service)).flatMap(({ http }) => http ?? []);

/** Kills every replica of a service at once, the way a lost machine does, and answers the ids of the processes that are gone. */
export const killAll = async (service: string): Promise<readonly number[]> => {
  const pids = (await replicasOf(service)).map(({ pid }) => pid);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids;
};

const isReady = async ({ admin }: Replica): Promise<boolean> => {
  try {
    return (await fetch(`${admin}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    // Refused or late: not back yet.
    return false;
  }
};

/** Whether every replica of the service is ready, none of them one of the processes that are gone. */
export const areBack = async (service: string, gone: readonly number[]): Promise<boolean> => {
  const replicas = await replicasOf(service);
  if (replicas.some(({ pid }) => gone.includes(pid))) return false;
  return (await Promise.all(replicas.map(isReady))).every(Boolean);
};
