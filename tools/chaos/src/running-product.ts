import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const stack = z.object({
  app: z.url(),
  ws: z.url(),
  postgres: z.record(z.string(), z.string()),
  services: z.record(z.string(), z.array(z.object({ pid: z.number(), admin: z.string() })).min(1)),
  accounts: z.array(z.object({ username: z.string(), password: z.string(), role: z.string() })),
});

export type RunningProduct = z.output<typeof stack>;

/** The product that runs now, as FLEXSPACE_STACK says; read anew each time, since a restarted service has another process id. */
export const runningProduct = async (): Promise<RunningProduct> => {
  const file = process.env['FLEXSPACE_STACK'];
  if (file === undefined) throw new Error('FLEXSPACE_STACK must name the stack.json of a running product');
  return stack.parse(JSON.parse(await readFile(file, 'utf8')));
};

/** Kills a service at once, the way a lost machine does, and answers the id of the process that is gone. */
export const killHard = async (service: string): Promise<number> => {
  const pid = (await runningProduct()).services[service]?.[0]?.pid;
  if (pid === undefined) throw new Error(`no ${service} is running`);
  process.kill(pid, 'SIGKILL');
  return pid;
};

/** Whether the service is back as another process and ready. */
export const isBack = async (service: string, without: number): Promise<boolean> => {
  const instance = (await runningProduct()).services[service]?.[0];
  if (instance === undefined || instance.pid === without) return false;
  try {
    return (await fetch(`${instance.admin}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    // Refused or late: not back yet.
    return false;
  }
};
