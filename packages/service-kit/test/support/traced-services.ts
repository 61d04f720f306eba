import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createTestDatabase,
  eventually,
  oidcEnvironment,
  testPrefix,
  testServers,
  type ServiceClient,
  type TestDatabase,
} from '@flexspace/testkit';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../../../..');

/** The part of an OTLP/JSON export that tells who did what in which trace. */
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({
        attributes: z.array(z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) })),
      }),
      scopeSpans: z.array(z.object({ spans: z.array(z.looseObject({ traceId: z.string(), name: z.string() })) })),
    }),
  ),
});

export interface Span {
  readonly service: string;
  readonly traceId: string;
  readonly name: string;
  /** All of it, as it was exported. */
  readonly text: string;
}

type Name = 'catalog' | 'booking' | 'access' | 'realtime-gateway' | 'api-gateway';

/** The product as processes of their own, each with telemetry on, and what they tell: the spans and the log lines. */
export interface TracedServices {
  readonly addresses: Readonly<Record<Name, string>>;
  readonly spans: readonly Span[];
  logged(): string;
  stop(): Promise<void>;
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });

const freePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const ready = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    // Refused: not up yet.
    return false;
  }
};

const spansIn = (body: string): Span[] =>
  exported.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({ service, traceId: span.traceId, name: span.name, text: JSON.stringify(span) })),
    );
  });

export const startTracedServices = async (): Promise<TracedServices> => {
  const spans: Span[] = [];
  const databases: TestDatabase[] = [];
  const children: ChildProcess[] = [];
  const logs: string[] = [];

  const collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') spans.push(...spansIn(body));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const endpoint = `http://127.0.0.1:${await listening(collector)}`;
  const mediaFolder = await mkdtemp(path.join(tmpdir(), 'flexspace-media-'));
  const at = async (): Promise<string> => `127.0.0.1:${await freePort()}`;
  const addresses = {
    catalog: await at(),
    booking: await at(),
    access: await at(),
    'realtime-gateway': await at(),
    'api-gateway': await at(),
  };
  const { natsUrl, redisUrl } = testServers();
  const prefix = testPrefix();
  const shared = {
    FLEXSPACE_NATS_URL: natsUrl,
    FLEXSPACE_NATS_PREFIX: prefix,
    FLEXSPACE_REDIS_URL: redisUrl,
    FLEXSPACE_REDIS_PREFIX: prefix,
    FLEXSPACE_CATALOG_ADDRESS: addresses.catalog,
    FLEXSPACE_BOOKING_ADDRESS: addresses.booking,
    FLEXSPACE_ACCESS_ADDRESS: addresses.access,
    FLEXSPACE_REALTIME_URL: `http://${addresses['realtime-gateway']}`,
    FLEXSPACE_PUBLIC_URL: `http://${addresses['api-gateway']}`,
    FLEXSPACE_MEDIA_DIR: mediaFolder,
    FLEXSPACE_LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  };

  const run = (service: Name, env: Record<string, string>, command: string[] = []): ChildProcess => {
    const main = path.join(root, `services/${service}/dist/main.js`);
    const child = spawn(process.execPath, [main, ...command], { env: { PATH: process.env['PATH'], ...env } });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => logs.push(chunk));
    }
    children.push(child);
    return child;
  };
  const migrate = async (service: Name, env: Record<string, string>): Promise<void> => {
    const child = run(service, env, ['migrate']);
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`${service} could not migrate: ${String(code)}`);
  };
  const start = async (service: Name, client: ServiceClient, port: 'GRPC' | 'HTTP'): Promise<void> => {
    const admin = await freePort();
    const env: Record<string, string> = {
      ...shared,
      ...(await oidcEnvironment(client)),
      [`FLEXSPACE_${port}_PORT`]: addresses[service].split(':')[1] ?? '',
      FLEXSPACE_ADMIN_PORT: String(admin),
    };
    if (port === 'GRPC') {
      const database = await createTestDatabase({ schema: service, migrations: [] });
      databases.push(database);
      env['FLEXSPACE_DATABASE_URL'] = database.url;
      await migrate(service, { ...env, FLEXSPACE_DATABASE_OWNER_URL: database.ownerUrl });
    }
    run(service, env);
    await eventually(() => ready(admin), { withinMs: 60_000 });
  };

  await Promise.all([
    start('catalog', 'catalog', 'GRPC'),
    start('access', 'access', 'GRPC'),
    start('booking', 'booking', 'GRPC'),
  ]);
  await Promise.all([start('realtime-gateway', 'realtime', 'HTTP'), start('api-gateway', 'gateway', 'HTTP')]);

  return {
    addresses,
    spans,
    logged: () => logs.join(''),
    async stop() {
      const gone = children
        .filter((child) => child.exitCode === null && child.signalCode === null)
        .map((child) => {
          const exit = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGTERM');
          return exit;
        });
      await Promise.all(gone);
      await Promise.all(databases.map((database) => database.close()));
      await new Promise((resolve) => collector.close(resolve));
      await rm(mediaFolder, { recursive: true, force: true });
    },
  };
};
