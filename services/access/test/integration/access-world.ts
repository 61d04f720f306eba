import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { Unavailable, type LocationId, type RoomId } from '@flexspace/kernel';
import { createGrpcClient, type PromiseClient } from '@flexspace/service-kit';
import {
  createTestBus,
  createTestDatabase,
  oidcEnvironment,
  silentLogger,
  testServers,
  type TestBus,
  type TestDatabase,
} from '@flexspace/testkit';
import type { PlaceOwner } from '../../src/application/ports/access-ports.js';
import { accessMigrations, createAccessService, readAccessConfig, type AccessService } from '../../src/index.js';

export interface AccessWorld {
  readonly database: TestDatabase;
  /** To publish what catalog would say. */
  readonly bus: TestBus;
  readonly service: AccessService;
  readonly client: PromiseClient<AccessServiceClient>;
  /** Rooms and locations that catalog knows beside those on record. */
  readonly catalog: FakeCatalog;
  /** Another replica on the same database and streams. */
  replica(): Promise<{ readonly service: AccessService; readonly client: PromiseClient<AccessServiceClient> }>;
  close(): Promise<void>;
}

/** Stands in for catalog at the port: what it knows, and whether it can be reached. */
export interface FakeCatalog extends PlaceOwner {
  readonly locations: Map<number, string>;
  readonly rooms: Map<number, { locationId: LocationId; name: string }>;
  away: boolean;
}

export const createFakeCatalog = (): FakeCatalog => {
  const catalog: FakeCatalog = {
    locations: new Map(),
    rooms: new Map(),
    away: false,
    findLocation: (id: LocationId) => {
      if (catalog.away) return Promise.reject(new Unavailable('The catalog'));
      const name = catalog.locations.get(id);
      return Promise.resolve(name === undefined ? undefined : { name, version: 1 });
    },
    findRoom: (id: RoomId) => {
      if (catalog.away) return Promise.reject(new Unavailable('The catalog'));
      const room = catalog.rooms.get(id);
      return Promise.resolve(room === undefined ? undefined : { ...room, version: 1 });
    },
  };
  return catalog;
};

/** The access service on a database, streams and a realm of its own; only catalog is played. */
export const createAccessWorld = async (): Promise<AccessWorld> => {
  const database = await createTestDatabase({ schema: 'access', migrations: accessMigrations });
  const bus = await createTestBus();
  const catalog = createFakeCatalog();
  const env = {
    ...(await oidcEnvironment('access')),
    FLEXSPACE_DATABASE_URL: database.url,
    FLEXSPACE_NATS_URL: testServers().natsUrl,
    FLEXSPACE_NATS_PREFIX: bus.prefix,
    FLEXSPACE_CATALOG_ADDRESS: '127.0.0.1:1',
    FLEXSPACE_LOG_LEVEL: 'error',
    FLEXSPACE_SHUTDOWN_GRACE_MS: '1000',
  };
  const started: { service: AccessService; client: PromiseClient<AccessServiceClient> }[] = [];
  const boot = async () => {
    const service = await createAccessService(readAccessConfig(env), { catalog, logger: silentLogger() });
    await service.start();
    const client = createGrpcClient(AccessServiceClient, `127.0.0.1:${service.ports.grpc}`);
    started.push({ service, client });
    return { service, client };
  };
  const first = await boot();
  return {
    database,
    bus,
    catalog,
    ...first,
    replica: boot,
    async close() {
      for (const { service, client } of started) {
        client.close();
        await service.stop();
      }
      await bus.close();
      await database.close();
    },
  };
};
