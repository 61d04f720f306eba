import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { CatalogServiceClient, Orientation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import {
  createTestDatabase,
  eventually,
  oidcEnvironment,
  signIn,
  testCall,
  testPrefix,
  testServers,
  type ServiceClient,
  type TestDatabase,
} from '@flexspace/testkit';
import { z } from 'zod';
import { documentedTelemetry } from '../../../tools/lint/src/documented-telemetry.js';
import { createGrpcClient } from '../src/index.js';

const root = path.resolve(import.meta.dirname, '../../..');

/** The part of an OTLP/JSON export that tells who did what in which trace. */
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({
        attributes: z.array(z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) })),
      }),
      scopeSpans: z.array(z.object({ spans: z.array(z.object({ traceId: z.string(), name: z.string() })) })),
    }),
  ),
});

interface Span {
  readonly service: string;
  readonly traceId: string;
  readonly name: string;
}

const spans: Span[] = [];
const databases: TestDatabase[] = [];
const children: ChildProcess[] = [];
let collector: Server;
let mediaFolder = '';
let addresses: Record<'catalog' | 'booking' | 'access' | 'realtime-gateway' | 'api-gateway', string>;

const keep = (body: string): void => {
  for (const { resource, scopeSpans } of exported.parse(JSON.parse(body)).resourceSpans) {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    for (const scope of scopeSpans) spans.push(...scope.spans.map(({ traceId, name }) => ({ service, traceId, name })));
  }
};

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

const emptyDatabase = async (schema: string): Promise<TestDatabase> => {
  const database = await createTestDatabase({ schema, migrations: [] });
  databases.push(database);
  return database;
};

const run = (service: string, env: Record<string, string>, command: string[] = []): ChildProcess => {
  const main = path.join(root, `services/${service}/dist/main.js`);
  const child = spawn(process.execPath, [main, ...command], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'ignore',
  });
  children.push(child);
  return child;
};

const migrate = async (service: string, env: Record<string, string>): Promise<void> => {
  const child = run(service, env, ['migrate']);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${service} could not migrate: ${String(code)}`);
};

const ready = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    // Refused: not up yet.
    return false;
  }
};

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') keep(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const endpoint = `http://127.0.0.1:${await listening(collector)}`;
  mediaFolder = await mkdtemp(path.join(tmpdir(), 'flexspace-media-'));
  const { natsUrl, redisUrl } = testServers();
  const at = async (): Promise<string> => `127.0.0.1:${await freePort()}`;
  addresses = {
    catalog: await at(),
    booking: await at(),
    access: await at(),
    'realtime-gateway': await at(),
    'api-gateway': await at(),
  };
  const prefix = testPrefix();
  const shared = {
    FLEXSPACE_NATS_URL: natsUrl,
    FLEXSPACE_NATS_PREFIX: prefix,
    FLEXSPACE_REDIS_URL: redisUrl,
    FLEXSPACE_REDIS_PREFIX: prefix,
    FLEXSPACE_CATALOG_ADDRESS: addresses.catalog,
    FLEXSPACE_BOOKING_ADDRESS: addresses.booking,
    FLEXSPACE_ACCESS_ADDRESS: addresses.access,
    FLEXSPACE_PUBLIC_URL: `http://${addresses['api-gateway']}`,
    FLEXSPACE_MEDIA_DIR: mediaFolder,
    FLEXSPACE_LOG_LEVEL: 'fatal',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  };
  const start = async (
    service: keyof typeof addresses,
    client: ServiceClient,
    port: 'GRPC' | 'HTTP',
  ): Promise<void> => {
    const admin = await freePort();
    const env: Record<string, string> = {
      ...shared,
      ...(await oidcEnvironment(client)),
      [`FLEXSPACE_${port}_PORT`]: addresses[service].split(':')[1] ?? '',
      FLEXSPACE_ADMIN_PORT: String(admin),
    };
    if (port === 'GRPC') {
      const { url, ownerUrl } = await emptyDatabase(service);
      env['FLEXSPACE_DATABASE_URL'] = url;
      await migrate(service, { ...env, FLEXSPACE_DATABASE_OWNER_URL: ownerUrl });
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
}, 180_000);

afterAll(async () => {
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
});

const makeDesk = async (token: string): Promise<number> => {
  const catalog = createGrpcClient(CatalogServiceClient, addresses.catalog);
  const access = createGrpcClient(AccessServiceClient, addresses.access);
  try {
    const country = await catalog.createCountry(
      { name: 'Germany', countryCode: 'DE', lat: 51, lng: 10 },
      testCall(token),
    );
    const location = await catalog.createLocation(
      { name: 'Berlin', countryId: country.id, lat: 52, lng: 13, timezone: 'Europe/Berlin' },
      testCall(token),
    );
    const floor = await catalog.createFloor({ locationId: location.id, name: 'First', level: 1 }, testCall(token));
    const room = await catalog.createRoom({ floorId: floor.id, name: 'Spree', description: '' }, testCall(token));
    const desk = await catalog.createDesk(
      { roomId: room.id, name: '1', posX: 50, posY: 50, orientation: Orientation.ORIENTATION_TOP },
      testCall(token),
    );
    return desk.id;
  } finally {
    catalog.close();
    access.close();
  }
};

describe('one booking, when an OTLP endpoint is configured', () => {
  it('is one trace from REST over gRPC and NATS to the sockets', async () => {
    const { token } = await signIn('superuser');
    const deskId = await makeDesk(token);
    const start = new Date(Date.now() + 86_400_000);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await fetch(`http://${addresses['api-gateway']}/api/bookings/`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
      body: JSON.stringify({
        desk_id: deskId,
        start_time: start.toISOString(),
        end_time: new Date(start.getTime() + 3_600_000).toISOString(),
      }),
    });
    expect(answer.status).toBe(201);
    // The request's own id is the trace's, so that what a person reads on the screen finds the trace.
    expect(answer.headers.get('x-request-id')).toBe(traceId);
    const inTrace = (service: string, name: RegExp): boolean =>
      spans.some((span) => span.traceId === traceId && span.service === `flexspace-${service}` && name.test(span.name));
    const steps: [string, RegExp][] = [
      ['api-gateway', /POST/],
      ['booking', /CreateBooking/],
      ['booking', /^booking\.v1\.booking\.created\.\d+ publish$/],
      ['access', /CheckAccess|BulkCheckAccess|ListAccessible/],
      ['realtime-gateway', /booking\.v1\.booking\.created\.\d+ process$/],
    ];
    try {
      await eventually(() => steps.every(([service, name]) => inTrace(service, name)), { withinMs: 30_000 });
    } catch (cause) {
      const seen = spans.filter((span) => span.traceId === traceId).map(({ service, name }) => `${service}: ${name}`);
      throw new Error(`the trace has only ${JSON.stringify(seen)}`, { cause });
    }
    const documented = documentedTelemetry(root).spans.map(({ name }) => new RegExp(`^(?:${name})$`));
    const unknown = spans.filter(({ name }) => !documented.some((pattern) => pattern.test(name)));
    expect([...new Set(unknown.map(({ name }) => name))]).toEqual([]);
  });
});
