import {
  BookingServiceClient,
  type Booking,
  type CreateBookingRequest,
} from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Interval as WireInterval } from '@flexspace/contracts/flexspace/common/v1/common';
import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { bookingMigrations, createBookingService, parseBookingConfig, type BookingService } from '@flexspace/booking';
import { HOUR_US, instant, plus, systemClock, type Clock, type Instant } from '@flexspace/kernel';
import { createRealtimeReader, type RealtimeReader } from '@flexspace/messaging';
import { createGrpcClient, toWireInterval, type PromiseClient } from '@flexspace/service-kit';
import {
  createTestBus,
  createTestDatabase,
  oidcEnvironment,
  signIn,
  signInService,
  silentLogger,
  testCall,
  testServers,
  type SignedIn,
  type TestBus,
  type TestDatabase,
} from '@flexspace/testkit';
import { startFakeAccess, type FakeAccess } from './fake-access.js';
import { placeOf, startFakeCatalog, type FakeCatalog } from './fake-catalog.js';

export type BookingClient = PromiseClient<BookingServiceClient>;

/** A booking service on real servers, with an access and a catalog that a test can bend. */
export interface BookingWorld {
  readonly database: TestDatabase;
  readonly bus: TestBus;
  readonly access: FakeAccess;
  readonly catalog: FakeCatalog;
  readonly alice: SignedIn;
  readonly bob: SignedIn;
  readonly machine: SignedIn;
  /** Everything that was announced, in order. */
  readonly events: Event[];
  readonly env: Record<string, string>;
  /** Boots another replica; stopped with the world. */
  boot(more?: {
    env?: Record<string, string>;
    clock?: Clock;
  }): Promise<{ service: BookingService; client: BookingClient }>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly natsUrl?: string;
}

export const startWorld = async (options: WorldOptions = {}): Promise<BookingWorld> => {
  const [database, bus, access, catalog, alice, bob, machine, oidc] = await Promise.all([
    createTestDatabase({ schema: 'booking', migrations: bookingMigrations }),
    createTestBus(),
    startFakeAccess(),
    startFakeCatalog(),
    signIn('alice'),
    signIn('bob'),
    signInService('scheduler'),
    oidcEnvironment('booking'),
  ]);
  for (let desk = 101; desk <= 109; desk += 1) catalog.places.set(desk, placeOf(desk));
  for (const person of [alice, bob]) {
    access.people.set(person.userId, { id: person.userId, username: person.username, fullName: person.fullName });
  }
  const events: Event[] = [];
  const reader: RealtimeReader = createRealtimeReader({
    bus,
    logger: silentLogger(),
    onEvent: (event) => {
      events.push(event);
    },
  });
  reader.start();

  const env: Record<string, string> = {
    ...oidc,
    FLEXSPACE_LOG_LEVEL: 'silent',
    FLEXSPACE_DATABASE_URL: database.url,
    FLEXSPACE_NATS_URL: options.natsUrl ?? testServers().natsUrl,
    FLEXSPACE_NATS_PREFIX: bus.prefix,
    FLEXSPACE_REDIS_URL: testServers().redisUrl,
    FLEXSPACE_REDIS_PREFIX: `${bus.prefix}:`,
    FLEXSPACE_CATALOG_ADDRESS: catalog.address,
    FLEXSPACE_ACCESS_ADDRESS: access.address,
    FLEXSPACE_SHUTDOWN_GRACE_MS: '2000',
  };
  const running: { service: BookingService; client: BookingClient }[] = [];

  return {
    database,
    bus,
    access,
    catalog,
    alice,
    bob,
    machine,
    events,
    env,
    async boot(more = {}) {
      const config = parseBookingConfig({ ...env, ...more.env });
      const service = await createBookingService(config, {
        logger: silentLogger(),
        clock: more.clock ?? systemClock,
      });
      await service.start();
      const client = createGrpcClient(BookingServiceClient, `127.0.0.1:${service.ports.grpc}`);
      const started = { service, client };
      running.push(started);
      return started;
    },
    async close() {
      for (const { client, service } of running) {
        client.close();
        await service.stop();
      }
      await reader.stop();
      access.stop();
      catalog.stop();
      await bus.close();
      await database.close();
    },
  };
};

/** A stretch of time some hours from a moment. */
export const hoursFrom = (base: Instant, from: number, until: number): WireInterval =>
  toWireInterval({ start: plus(base, from * HOUR_US), end: plus(base, until * HOUR_US) });

/** Tomorrow, on a whole hour. */
export const tomorrow = (): Instant => instant((Math.floor(systemClock.now() / HOUR_US) + 24) * HOUR_US);

export const createRequest = (deskId: number, interval: WireInterval, idempotencyKey = ''): CreateBookingRequest => ({
  deskId,
  interval,
  idempotencyKey,
});

export const book = (
  client: BookingClient,
  who: SignedIn,
  wanted: { deskId: number; interval: WireInterval },
): Promise<Booking> => client.createBooking(createRequest(wanted.deskId, wanted.interval), testCall(who));
