import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessMigrations, createAccessService, readAccessConfig } from '@flexspace/access';
import { createApiGateway, readGatewayConfig } from '@flexspace/api-gateway';
import { bookingMigrations, createBookingService, parseBookingConfig } from '@flexspace/booking';
import { catalogMigrations, createCatalogService, readCatalogConfig } from '@flexspace/catalog';
import {
  createTestBus,
  createTestDatabase,
  oidcEnvironment,
  silentLogger,
  testServers,
  type TestDatabase,
} from '@flexspace/testkit';
import type { FastifyInstance } from 'fastify';

/** One of everything; its parts talk to each other, and share databases, streams and keys with the other replicas. */
export interface Replica {
  readonly origin: string;
  /** All of it at once; once is enough. */
  stop(): Promise<void>;
}

export interface Product {
  readonly replicas: readonly Replica[];
  /** Every route of the gateway as `GET /api/rooms/{id}`, also those that the API document leaves out. */
  readonly routes: readonly string[];
  readonly databases: Readonly<Record<'catalog' | 'access' | 'booking', TestDatabase>>;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });

/** Hears of every route that a gateway registers while `work` runs, from fastify itself. */
const collectingRoutes = async <Result>(routes: Set<string>, work: () => Promise<Result>): Promise<Result> => {
  const onInstance = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        if (one !== 'HEAD') routes.add(`${one} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
      }
    });
  };
  subscribe('fastify.initialization', onInstance);
  try {
    return await work();
  } finally {
    unsubscribe('fastify.initialization', onInstance);
  }
};

/** Catalog, access, booking and the gateway as production runs them, each `count` times in this process. */
export const startProduct = async (count = 1): Promise<Product> => {
  const servers = testServers();
  const logger = silentLogger();
  const media = await mkdtemp(join(tmpdir(), 'flexspace-media-'));
  const [bus, catalogDatabase, accessDatabase, bookingDatabase] = await Promise.all([
    createTestBus(),
    createTestDatabase({ schema: 'catalog', migrations: catalogMigrations, poolMax: 2 }),
    createTestDatabase({ schema: 'access', migrations: accessMigrations, poolMax: 2 }),
    createTestDatabase({ schema: 'booking', migrations: bookingMigrations, poolMax: 2 }),
  ]);
  const databases = { catalog: catalogDatabase, access: accessDatabase, booking: bookingDatabase };
  const routes = new Set<string>();

  const startReplica = async (): Promise<Replica> => {
    const [catalogPort, accessPort, bookingPort] = await Promise.all([freePort(), freePort(), freePort()]);
    const shared = {
      FLEXSPACE_CATALOG_ADDRESS: `127.0.0.1:${catalogPort}`,
      FLEXSPACE_ACCESS_ADDRESS: `127.0.0.1:${accessPort}`,
      FLEXSPACE_BOOKING_ADDRESS: `127.0.0.1:${bookingPort}`,
      FLEXSPACE_NATS_URL: servers.natsUrl,
      FLEXSPACE_NATS_PREFIX: bus.prefix,
      FLEXSPACE_REDIS_URL: servers.redisUrl,
      FLEXSPACE_REDIS_PREFIX: `${bus.prefix}:`,
      FLEXSPACE_SHUTDOWN_GRACE_MS: '2000',
    };
    const environment = async (
      client: 'catalog' | 'access' | 'booking',
      port: number,
      url: string,
    ): Promise<Record<string, string>> => ({
      ...shared,
      ...(await oidcEnvironment(client)),
      FLEXSPACE_DATABASE_URL: url,
      FLEXSPACE_GRPC_PORT: String(port),
      FLEXSPACE_MEDIA_DIR: media,
    });
    const catalog = await createCatalogService(
      readCatalogConfig(await environment('catalog', catalogPort, catalogDatabase.url)),
      { logger },
    );
    const access = await createAccessService(
      readAccessConfig(await environment('access', accessPort, accessDatabase.url)),
      { logger },
    );
    const booking = await createBookingService(
      parseBookingConfig(await environment('booking', bookingPort, bookingDatabase.url)),
      { logger },
    );
    const gatewayConfig = readGatewayConfig({
      ...shared,
      ...(await oidcEnvironment('gateway')),
      FLEXSPACE_PUBLIC_URL: 'http://localhost:8080',
    });
    const gateway = createApiGateway(gatewayConfig, { logger });
    await Promise.all([catalog.start(), access.start(), booking.start()]);
    await collectingRoutes(routes, () => gateway.start());
    let stopping: Promise<unknown> | undefined;
    return {
      origin: `http://127.0.0.1:${gateway.ports().http}`,
      async stop() {
        stopping ??= Promise.all([access, catalog, booking, gateway].map((service) => service.stop()));
        await stopping;
      },
    };
  };

  const replicas: Replica[] = [];
  while (replicas.length < count) replicas.push(await startReplica());
  return {
    replicas,
    routes: [...routes].sort(),
    databases,
    async stop() {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await Promise.all([bus.close(), ...Object.values(databases).map((database) => database.close())]);
      await rm(media, { recursive: true, force: true });
    },
  };
};
