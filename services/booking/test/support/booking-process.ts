import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { createGrpcClient } from '@flexspace/service-kit';
import { eventually } from '@flexspace/testkit';
import type { BookingClient } from './booking-world.js';

const MAIN = resolve(import.meta.dirname, '../../dist/main.js');

/** The service as its own process, the way it runs in production. */
export interface BookingProcess {
  readonly client: BookingClient;
  readonly pid: number;
  /** Kill -9: nothing of it runs any more when this resolves. */
  kill(): Promise<void>;
  /** As a cluster ends it; gives the exit code. */
  terminate(): Promise<number | null>;
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        done(port);
      });
    });
  });

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((done) => child.once('exit', done));

/** Starts dist/main.js and waits until it answers. */
export const startBookingProcess = async (
  env: Record<string, string>,
  probe: (client: BookingClient) => Promise<unknown>,
): Promise<BookingProcess> => {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...env, FLEXSPACE_GRPC_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const client = createGrpcClient(BookingServiceClient, `127.0.0.1:${port}`);
  await eventually(() => probe(client), { withinMs: 20_000 });
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    const exit = ended(child);
    child.kill(signal);
    client.close();
    return exit;
  };
  return {
    client,
    pid: child.pid ?? 0,
    kill: async () => {
      await end('SIGKILL');
    },
    terminate: () => end('SIGTERM'),
  };
};
