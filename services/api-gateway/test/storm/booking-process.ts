import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../../../booking/dist/main.js');

/** Booking as its own process, the way it runs in production, always at the same address. */
export interface BookingProcess {
  start(): Promise<void>;
  /** Kill -9: nothing of it runs any more when this resolves. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const end = async (child: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
};

export const createBookingProcess = (env: Readonly<Record<string, string>>): BookingProcess => {
  let child: ChildProcess | undefined;
  return {
    start() {
      child = spawn(process.execPath, [MAIN], {
        env: { PATH: process.env['PATH'] ?? '', ...env, FLEXSPACE_LOG_LEVEL: 'error' },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      return Promise.resolve();
    },
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
};
