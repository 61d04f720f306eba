import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.js';

export interface AdminServer {
  /** The port that was bound. */
  listen(): Promise<number>;
  /** Readiness is what the service says and what its dependencies say. */
  setReady(ready: boolean): void;
  close(): Promise<void>;
}

export interface AdminServerOptions {
  readonly host: string;
  readonly port: number;
  readonly metrics: Metrics;
  /** Each rejects when its dependency cannot serve. Named in the answer of /readyz. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
}

const CHECK_TIMEOUT_MS = 2_000;

const withDeadline = async (check: () => Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, CHECK_TIMEOUT_MS);
  });
  await Promise.race([check(), late]).finally(() => {
    clearTimeout(timer);
  });
};

/** /livez, /readyz and /metrics on a port of their own, which no ingress ever routes to. */
export const createAdminServer = (options: AdminServerOptions): AdminServer => {
  let ready = false;

  const readiness = async (): Promise<{ ok: boolean; body: Record<string, string> }> => {
    const entries = await Promise.all(
      Object.entries(options.checks).map(async ([name, check]): Promise<[string, string]> => {
        try {
          await withDeadline(check);
          return [name, 'ok'];
        } catch (error) {
          return [name, error instanceof Error ? error.message : 'failed'];
        }
      }),
    );
    const ok = ready && entries.every(([, state]) => state === 'ok');
    return { ok, body: { service: ready ? 'ok' : 'not ready', ...Object.fromEntries(entries) } };
  };

  const answer = (response: ServerResponse, status: number, type: string, body: string): void => {
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(body);
  };

  const handle = async (path: string, response: ServerResponse): Promise<void> => {
    if (path === '/livez') {
      answer(response, 200, 'text/plain', 'ok\n');
    } else if (path === '/readyz') {
      const { ok, body } = await readiness();
      answer(response, ok ? 200 : 503, 'application/json', JSON.stringify(body));
    } else if (path === '/metrics') {
      answer(response, 200, options.metrics.registry.contentType, await options.metrics.registry.metrics());
    } else {
      answer(response, 404, 'text/plain', 'not found\n');
    }
  };

  const server = createServer((request, response) => {
    handle((request.url ?? '/').split('?')[0] ?? '/', response).catch((error: unknown) => {
      answer(response, 500, 'text/plain', error instanceof Error ? error.message : 'failed');
    });
  });

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, options.host, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    setReady: (value) => {
      ready = value;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
};
