import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessMigrations, createAccessService, readAccessConfig } from '@flexspace/access';
import { bookingMigrations, createBookingService, parseBookingConfig } from '@flexspace/booking';
import { catalogMigrations, createCatalogService, readCatalogConfig } from '@flexspace/catalog';
import {
  createTestDatabase,
  oidcEnvironment,
  silentLogger,
  testPrefix,
  testServers,
  type TestDatabase,
} from '@flexspace/testkit';
import { startGateway, type GatewayUnderTest } from '../gateway-under-test.js';
import { freePort } from './free-port.js';

export interface RealServices {
  readonly gateway: GatewayUnderTest;
  /** What every service is given: addresses of the others, NATS and Redis with the prefixes of this world. */
  readonly env: Readonly<Record<string, string>>;
  readonly databases: Readonly<Record<'catalog' | 'access' | 'booking', TestDatabase>>;
  /** The settings that booking runs with, for its commands. */
  readonly bookingEnvironment: Readonly<Record<string, string>>;
  /** Stops the services one by one, for tests of what is left. */
  readonly services: Readonly<Record<'catalog' | 'access' | 'booking', { stop(): Promise<void> }>>;
  stop(): Promise<void>;
}

interface Running {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface RealServicesOptions {
  /** Runs booking in another way than in this process. */
  readonly createBooking?: (env: Readonly<Record<string, string>>) => Promise<Running> | Running;
}

const bookingHere = (env: Readonly<Record<string, string>>): Promise<Running> =>
  createBookingService(parseBookingConfig(env), { logger: silentLogger() });

/** Catalog, access, booking and the gateway, as production wires them, on databases and prefixes of their own. */
export const startRealServices = async (options: RealServicesOptions = {}): Promise<RealServices> => {
  const servers = testServers();
  const prefix = testPrefix();
  const media = await mkdtemp(join(tmpdir(), 'flexspace-media-'));
  const [catalogPort, accessPort, bookingPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const databases = {
    catalog: await createTestDatabase({ schema: 'catalog', migrations: catalogMigrations }),
    access: await createTestDatabase({ schema: 'access', migrations: accessMigrations }),
    booking: await createTestDatabase({ schema: 'booking', migrations: bookingMigrations }),
  };
  const env = {
    FLEXSPACE_CATALOG_ADDRESS: `127.0.0.1:${catalogPort}`,
    FLEXSPACE_ACCESS_ADDRESS: `127.0.0.1:${accessPort}`,
    FLEXSPACE_BOOKING_ADDRESS: `127.0.0.1:${bookingPort}`,
    FLEXSPACE_NATS_URL: servers.natsUrl,
    FLEXSPACE_NATS_PREFIX: prefix,
    FLEXSPACE_REDIS_URL: servers.redisUrl,
    FLEXSPACE_REDIS_PREFIX: `${prefix}:`,
    FLEXSPACE_SHUTDOWN_GRACE_MS: '2000',
  };
  const environment = async (
    name: 'catalog' | 'access' | 'booking',
    port: number,
  ): Promise<Record<string, string>> => ({
    ...env,
    ...(await oidcEnvironment(name)),
    FLEXSPACE_DATABASE_URL: databases[name].url,
    FLEXSPACE_GRPC_PORT: String(port),
    FLEXSPACE_MEDIA_DIR: media,
  });
  const bookingEnvironment = await environment('booking', bookingPort);
  const logger = silentLogger();
  const services = {
    catalog: await createCatalogService(readCatalogConfig(await environment('catalog', catalogPort)), { logger }),
    access: await createAccessService(readAccessConfig(await environment('access', accessPort)), { logger }),
    booking: await (options.createBooking ?? bookingHere)(bookingEnvironment),
  };
  await Promise.all([services.catalog.start(), services.access.start(), services.booking.start()]);
  const gateway = await startGateway(
    {
      catalog: { address: env.FLEXSPACE_CATALOG_ADDRESS },
      access: { address: env.FLEXSPACE_ACCESS_ADDRESS },
      booking: { address: env.FLEXSPACE_BOOKING_ADDRESS },
    },
    { FLEXSPACE_NATS_PREFIX: prefix, FLEXSPACE_REDIS_PREFIX: `${prefix}:` },
  );
  return {
    gateway,
    env,
    databases,
    bookingEnvironment,
    services,
    async stop() {
      await gateway.stop();
      await Promise.all([services.catalog.stop(), services.access.stop(), services.booking.stop()]);
      await Promise.all([databases.catalog.close(), databases.access.close(), databases.booking.close()]);
      await rm(media, { recursive: true, force: true });
    },
  };
};
