import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { BookingServiceService } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Knex } from '@flexspace/database';
import { systemClock, type Clock, type RoomId } from '@flexspace/kernel';
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
import { createLockHerald } from './application/lock-herald.js';
import type { BookingConfig } from './config.js';
import { openDatabase } from './open-database.js';
import { openDesks } from './open-desks.js';
import { applyCatalogEvent } from './storage/apply-catalog-event.js';
import { createBookingViews } from './storage/booking-views.js';
import { createRedisDeskLocks } from './storage/redis-desk-locks.js';
import { SCHEMA } from './storage/sql.js';
import { createToldEvents } from './storage/told-events.js';
import { createBookingTelemetry } from './telemetry.js';
import { createAvailabilityAnnouncer } from './transport/events/availability-announcer.js';
import { createCatalogConsumer, PLACES_CONSUMER } from './transport/events/catalog-consumer.js';
import { createHearPlaces } from './transport/events/hear-places.js';
import { createLockAnnouncer } from './transport/events/lock-announcer.js';
import { createAccessVerdicts } from './transport/grpc/access-verdicts.js';
import { bookingHandlers } from './transport/grpc/booking-server.js';
import { createCatalogPlaces } from './transport/grpc/catalog-places.js';
import { buildUseCases } from './use-cases.js';

export { parseBookingConfig, type BookingConfig } from './config.js';
export { migrations as bookingMigrations } from './storage/migrations/index.js';
export { bookingCommands } from './commands/index.js';

/** What a test may replace. */
export interface BookingOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface BookingService extends Service {
  /** Bound ports; known once started. */
  readonly ports: { readonly grpc: number; readonly admin: number };
  /** Until every event that waits is published and everything catalog said is applied. For tests. */
  settle(): Promise<void>;
}

const KNOWN_DESKS = 50_000;
/** Expiry is announced within a second of it. */
const EXPIRY_INTERVAL_MS = 250;

/** The booking service, ready to be started. */
export const createBookingService = async (
  config: BookingConfig,
  overrides: BookingOverrides = {},
): Promise<BookingService> => {
  const clock = overrides.clock ?? systemClock;
  const logger = overrides.logger ?? createLogger({ service: 'booking', level: config.LOG_LEVEL });
  const metrics = createMetrics();
  const telemetry = createBookingTelemetry(metrics);
  const database = openDatabase(config, config.DATABASE_POOL_MAX);
  const bus = await connectBus({
    url: config.NATS_URL,
    prefix: config.NATS_PREFIX,
    replicas: config.NATS_REPLICAS,
    name: 'booking',
    logger,
  });
  const verifier = createTokenVerifier({
    issuer: config.OIDC_ISSUER,
    realmUrl: config.OIDC_URL,
    audience: config.OIDC_AUDIENCE,
  });
  const serviceToken = createServiceToken({
    realmUrl: config.OIDC_URL,
    clientId: config.OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET,
  });
  const accessClient = createGrpcClient(AccessServiceClient, config.ACCESS_ADDRESS, {
    together: ['bulkCheckAccess', 'listAccessible'],
  });
  const catalogClient = createGrpcClient(CatalogServiceClient, config.CATALOG_ADDRESS);
  const catalog = createCatalogPlaces(catalogClient, serviceToken);
  const verdicts = createAccessVerdicts(accessClient);

  const views = createBookingViews(database);
  const desks = openDesks({ database, catalog, logger, capacity: KNOWN_DESKS });
  const locks = createRedisDeskLocks({
    url: config.REDIS_URL,
    prefix: config.REDIS_PREFIX,
    onError: (error) => {
      logger.debug({ err: error }, 'redis is not reachable');
    },
  });
  const herald = createLockHerald({
    locks,
    announcer: createLockAnnouncer(bus, clock),
    onUnheard: (error) => {
      logger.debug({ err: error }, 'news about a desk lock wait for reconciliation');
    },
  });
  const availability = createAvailabilityAnnouncer({
    bus,
    views,
    clock,
    onFailure: (error) => {
      logger.debug({ err: error }, 'free counts could not be announced');
    },
  });
  const relay = createOutboxRelay({
    database,
    schema: SCHEMA,
    bus,
    logger,
    metrics,
    afterPublish: (events) => {
      availability.heard(events);
    },
  });
  const catalogFacts = {
    database,
    schema: SCHEMA,
    apply: (event: Event, trx: Knex.Transaction) => applyCatalogEvent(trx, event, clock),
    touched: (rooms: readonly RoomId[]) => {
      availability.touch(rooms);
    },
  };
  const catalogEvents = createCatalogConsumer({ bus, logger, metrics, ...catalogFacts });

  const sessions = createRealtimeReader({
    bus,
    subjects: SESSION_EVENTS,
    onEvent: refuseEndedSessions(verifier),
    logger,
  });

  const useCases = buildUseCases({ config, clock, database, desks, views, locks, herald, telemetry });
  const server = createGrpcServer({
    host: config.GRPC_HOST,
    port: config.GRPC_PORT,
    maxConnectionAgeMs: config.GRPC_MAX_CONNECTION_AGE_MS,
    verifier,
    logger,
    metrics,
  });
  const hearPlaces = createHearPlaces(createToldEvents({ consumer: PLACES_CONSUMER, ...catalogFacts }));
  server.add(BookingServiceService, bookingHandlers({ useCases, verdicts, clock, hearPlaces }));
  const admin = createAdminServer({
    host: config.ADMIN_HOST,
    port: config.ADMIN_PORT,
    metrics,
    // The others may be away: then locks or announcements wait, and booking goes on.
    checks: { database: () => database.ping() },
  });

  let expiring: Promise<void> | undefined;
  let expiry: NodeJS.Timeout | undefined;
  const expireOnce = async (): Promise<void> => {
    try {
      telemetry.lockExpired(await herald.expireDue());
    } catch (error) {
      logger.debug({ err: error }, 'expired desk locks cannot be looked for');
    }
  };
  const ports = { grpc: 0, admin: 0 };

  return {
    ports,
    async settle() {
      await catalogEvents.idle();
      await herald.settled();
      await relay.processAll();
    },
    async start() {
      ports.admin = await admin.listen();
      await database.assertMigrated();
      relay.start();
      catalogEvents.start();
      sessions.start();
      expiry = setInterval(() => {
        expiring ??= expireOnce().finally(() => {
          expiring = undefined;
        });
      }, EXPIRY_INTERVAL_MS);
      ports.grpc = await server.listen();
      server.setServing(true);
      admin.setReady(true);
      logger.info({ grpc_port: ports.grpc, admin_port: ports.admin }, 'booking is ready');
    },
    async stop() {
      admin.setReady(false);
      server.setServing(false);
      await server.close(config.SHUTDOWN_GRACE_MS);
      clearInterval(expiry);
      await expiring;
      await Promise.all([catalogEvents.stop(), sessions.stop()]);
      await herald.settled();
      await relay.stop();
      await availability.stop();
      locks.close();
      accessClient.close();
      catalogClient.close();
      await bus.close();
      await database.close();
      await admin.close();
    },
  };
};
