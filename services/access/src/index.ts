import { AccessServiceService } from '@flexspace/contracts/flexspace/access/v1/access';
import { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { systemClock, type Clock } from '@flexspace/kernel';
import { connectBus, createConsumer, createOutboxRelay, createRealtimeReader } from '@flexspace/messaging';
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
import type { AccessPorts, IdentityProvider, PlaceOwner } from './application/ports/access-ports.js';
import { createSeenRecorder } from './application/record-seen.js';
import { createPeopleSync } from './application/sync-people-regularly.js';
import type { AccessConfig } from './config.js';
import { createAuditTrail } from './storage/audit-trail.js';
import { keepHouse } from './storage/housekeeping.js';
import { openDatabase } from './open-database.js';
import { createPeopleDirectory } from './storage/people-directory.js';
import { SCHEMA } from './storage/place-announcement.js';
import { createPlaceFollower } from './storage/place-follower.js';
import { createPlaceRecords } from './storage/place-records.js';
import { createPlaceStore } from './storage/place-store.js';
import { createPlaceViews } from './storage/place-views.js';
import { createPreferenceStore } from './storage/preference-store.js';
import { createStandingLoader } from './storage/standing-loader.js';
import { createRememberedStandings } from './storage/remembered-standings.js';
import { queryRevision, queryStandings } from './storage/standing-query.js';
import { createTurns } from './storage/turns.js';
import { createTelemetry } from './telemetry.js';
import { CATALOG_SUBJECTS, followCatalog } from './transport/events/catalog-consumer.js';
import { accessHandlers } from './transport/grpc/access-server.js';
import { createCatalogPlaces } from './transport/grpc/catalog-places.js';
import { createKeycloakPeople } from './transport/keycloak/keycloak-people.js';

export { readAccessConfig, type AccessConfig } from './config.js';
export { migrations as accessMigrations } from './storage/migrations/index.js';
export { accessCommands } from './commands.js';

const NAME = 'access';
const HOUSEKEEPING_MS = 60 * 60 * 1_000;
const REACH_QUERIES = 4;
const REACH_QUESTIONS = 128;
const REACH_WAITING = 5_000;

/** What a test may put in another's place. */
export interface AccessOverrides {
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly catalog?: PlaceOwner;
  readonly identity?: IdentityProvider;
}

export interface AccessService extends Service {
  /** Bound ports; known once started. */
  readonly ports: { readonly grpc: number; readonly admin: number };
  /** Until every event that waits is published and everything catalog said is applied. For tests. */
  settle(): Promise<void>;
}

/** The access service as production runs it. Refuses to start on a schema that is behind. */
export const createAccessService = async (
  config: AccessConfig,
  overrides: AccessOverrides = {},
): Promise<AccessService> => {
  const logger = overrides.logger ?? createLogger({ service: NAME, level: config.LOG_LEVEL });
  const clock = overrides.clock ?? systemClock;
  const metrics = createMetrics();
  const telemetry = createTelemetry(metrics);
  const database = openDatabase(config);
  const oidc = { issuer: config.OIDC_ISSUER, realmUrl: config.OIDC_URL, audience: config.OIDC_AUDIENCE };
  const verifier = createTokenVerifier(oidc);
  const token = createServiceToken({
    realmUrl: config.OIDC_URL,
    clientId: config.OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET,
  });
  const catalogClient = createGrpcClient(CatalogServiceClient, config.CATALOG_ADDRESS);
  const bus = await connectBus({
    url: config.NATS_URL,
    prefix: config.NATS_PREFIX,
    replicas: config.NATS_REPLICAS,
    name: NAME,
    logger,
  });

  const people = createPeopleDirectory(database, clock);
  const ports: AccessPorts = {
    standings: createStandingLoader({
      query: createRememberedStandings({
        revision: () => queryRevision(database.knex),
        query: (questions) => queryStandings(database.knex, questions),
      }),
      maxQueries: REACH_QUERIES,
      maxQuestions: REACH_QUESTIONS,
      maxWaiting: REACH_WAITING,
      onBatch: (questions, seconds) => {
        telemetry.standingsLoaded(questions, seconds);
      },
    }),
    places: createPlaceStore({
      database,
      clock,
      onChange: (action) => {
        telemetry.changed(action);
      },
    }),
    records: createPlaceRecords(database),
    catalog: overrides.catalog ?? createCatalogPlaces(catalogClient),
    views: createPlaceViews(database.knex),
    people,
    identity: overrides.identity ?? createKeycloakPeople(config.OIDC_URL, token),
    preferences: createPreferenceStore(database, clock),
    trail: createAuditTrail(database.knex),
    telemetry,
    clock,
  };

  const seen = createSeenRecorder(people, (error) => {
    logger.warn({ err: error }, 'could not record who was seen');
  });
  const relay = createOutboxRelay({ database, schema: SCHEMA, bus, logger, metrics });
  const consumer = createConsumer({
    bus,
    database,
    schema: SCHEMA,
    stream: 'CATALOG',
    durable: `${NAME}-places`,
    subjects: CATALOG_SUBJECTS,
    handle: followCatalog(createPlaceFollower(clock)),
    logger,
    metrics,
  });
  const sessions = createRealtimeReader({
    bus,
    subjects: SESSION_EVENTS,
    onEvent: refuseEndedSessions(verifier),
    logger,
  });
  const sync = createPeopleSync({
    ports,
    turns: createTurns(database.knex),
    longestPeriodMs: config.PEOPLE_SYNC_SECONDS * 1_000,
    onSynced: (outcome) => {
      telemetry.peopleSynced(outcome);
      logger.info({ people: outcome.people, roles: outcome.roles, gone: outcome.gone }, 'people synced');
    },
    onFailed: (error) => {
      telemetry.peopleSyncFailed();
      logger.warn({ err: error }, 'people could not be synced');
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
  grpc.add(AccessServiceService, accessHandlers(ports, seen));
  const checks = { database: () => database.ping() };
  const admin = createAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics, checks });
  const bound = { grpc: 0, admin: 0 };
  let housekeeping: NodeJS.Timeout | undefined;

  return {
    ports: bound,
    async start() {
      bound.admin = await admin.listen();
      await database.assertMigrated();
      relay.start();
      consumer.start();
      sessions.start();
      sync.start();
      housekeeping = setInterval(() => {
        keepHouse(database, clock).catch((error: unknown) => {
          logger.warn({ err: error }, 'housekeeping failed');
        });
      }, HOUSEKEEPING_MS);
      bound.grpc = await grpc.listen();
      grpc.setServing(true);
      admin.setReady(true);
      logger.info({ grpc_port: bound.grpc, admin_port: bound.admin }, 'access is ready');
    },
    async stop() {
      admin.setReady(false);
      grpc.setServing(false);
      clearInterval(housekeeping);
      await grpc.close(config.SHUTDOWN_GRACE_MS);
      await Promise.all([sync.stop(), sessions.stop(), consumer.stop(), seen.flush()]);
      await relay.stop();
      catalogClient.close();
      await bus.close();
      await database.close();
      await admin.close();
    },
    async settle() {
      await seen.flush();
      await relay.processAll();
      await consumer.idle();
    },
  };
};
