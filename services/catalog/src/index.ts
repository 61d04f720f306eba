import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { CatalogServiceService } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { systemClock, type Clock } from '@flexspace/kernel';
import { connectBus, createOutboxRelay, createRealtimeReader } from '@flexspace/messaging';
import {
  createAdminServer,
  createGrpcClient,
  createGrpcServer,
  createLogger,
  createMetrics,
  createServiceToken,
  createTokenVerifier,
  refuseEndedSessions,
  SESSION_EVENTS,
  type Logger,
  type Service,
} from '@flexspace/service-kit';
import type { CatalogParts, MapStore } from './application/ports.js';
import type { CatalogConfig } from './config.js';
import { openDatabase } from './open-database.js';
import { createAuditTrail } from './storage/audit-trail.js';
import { createCatalogWriter } from './storage/catalog-writer.js';
import { createHousekeeping } from './storage/housekeeping.js';
import { createMapFileLedger } from './storage/map-file-store.js';
import { createMapSweeper } from './storage/map-sweeper.js';
import { SCHEMA } from './storage/migrations/index.js';
import { openMapStore } from './storage/open-map-store.js';
import { createPlaceReader } from './storage/place-reader.js';
import { createMapConverter } from './storage/map-converter.js';
import { createTelemetry } from './telemetry.js';
import { catalogHandlers } from './transport/grpc/catalog-server.js';
import type { Neighbours } from './transport/grpc/requester.js';
import { createTellBooking } from './transport/grpc/tell-booking.js';

export { catalogCommands } from './commands.js';
export { readCatalogConfig, type CatalogConfig } from './config.js';
export { migrations as catalogMigrations } from './storage/migrations/index.js';

const NAME = 'catalog';

/** What a test may put in another's place. */
export interface CatalogOverrides {
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly ticks?: () => number;
  readonly neighbours?: Partial<Neighbours>;
  readonly maps?: MapStore;
}

export interface CatalogService extends Service {
  /** Bound ports; known once started. */
  readonly ports: { readonly grpc: number; readonly admin: number };
  /** Until every event that waits is published. For tests. */
  settle(): Promise<void>;
}

/** The catalog service as production runs it. Refuses to start on a schema that is behind. */
export const createCatalogService = async (
  config: CatalogConfig,
  overrides: CatalogOverrides = {},
): Promise<CatalogService> => {
  const logger = overrides.logger ?? createLogger({ service: NAME, level: config.LOG_LEVEL });
  const clock = overrides.clock ?? systemClock;
  const metrics = createMetrics();
  const telemetry = createTelemetry(metrics);
  const database = openDatabase(config);
  const verifier = createTokenVerifier({
    issuer: config.OIDC_ISSUER,
    realmUrl: config.OIDC_URL,
    audience: config.OIDC_AUDIENCE,
  });
  const access = createGrpcClient(AccessServiceClient, config.ACCESS_ADDRESS, { together: ['listAccessible'] });
  const bookings = createGrpcClient(BookingServiceClient, config.BOOKING_ADDRESS);
  const bus = await connectBus({
    url: config.NATS_URL,
    prefix: config.NATS_PREFIX,
    replicas: config.NATS_REPLICAS,
    name: NAME,
    logger,
  });
  const neighbours = { access, bookings, ...overrides.neighbours };
  const serviceToken = createServiceToken({
    realmUrl: config.OIDC_URL,
    clientId: config.OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET,
  });
  const tell = createTellBooking({
    booking: neighbours.bookings,
    serviceToken,
    onUnheard: (error) => {
      telemetry.unheard();
      logger.warn({ err: error }, 'booking could not be told of a change at once, it comes over the stream');
    },
  });
  const store = openMapStore(config);
  const maps = overrides.maps ?? store.maps;
  const mapFiles = createMapFileLedger(database, clock);
  const converter = createMapConverter(telemetry.mapConverted);
  const parts: CatalogParts = {
    places: createPlaceReader(database.knex),
    writer: createCatalogWriter({
      database,
      clock,
      onCommitted: (facts) => {
        facts.forEach(telemetry.changed);
      },
      tell,
    }),
    maps,
    mapFiles,
    converter,
    trail: createAuditTrail(database.knex),
    ticks: overrides.ticks ?? (() => performance.now()),
  };

  const relay = createOutboxRelay({ database, schema: SCHEMA, bus, logger, metrics });
  const sessions = createRealtimeReader({
    bus,
    subjects: SESSION_EVENTS,
    onEvent: refuseEndedSessions(verifier),
    logger,
  });
  const housekeeping = createHousekeeping({
    database,
    clock,
    maps: createMapSweeper({ files: mapFiles, maps, clock }),
    onFailure: (error) => {
      telemetry.housekeepingFailed();
      logger.warn({ err: error }, 'housekeeping failed');
    },
  });
  const grpc = createGrpcServer({
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    maxConnectionAgeMs: config.GRPC_MAX_CONNECTION_AGE_MS,
    verifier,
    logger,
    metrics,
  });
  grpc.add(CatalogServiceService, catalogHandlers(parts, { ...neighbours, serviceToken }));
  const checks = { database: () => database.ping() };
  const admin = createAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics, checks });
  const bound = { grpc: 0, admin: 0 };

  return {
    ports: bound,
    async start() {
      bound.admin = await admin.listen();
      await database.assertMigrated();
      relay.start();
      sessions.start();
      housekeeping.start();
      bound.grpc = await grpc.listen();
      grpc.setServing(true);
      admin.setReady(true);
      logger.info({ grpc_port: bound.grpc, admin_port: bound.admin }, 'catalog is ready');
    },
    async stop() {
      admin.setReady(false);
      grpc.setServing(false);
      await grpc.close(config.SHUTDOWN_GRACE_MS);
      await Promise.all([housekeeping.stop(), sessions.stop()]);
      await relay.stop();
      access.close();
      bookings.close();
      store.close();
      converter.close();
      await bus.close();
      await database.close();
      await admin.close();
    },
    async settle() {
      await relay.processAll();
    },
  };
};
