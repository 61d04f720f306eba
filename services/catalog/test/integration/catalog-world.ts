import { Action, Verdict, type CheckAccessRequest } from '@flexspace/contracts/flexspace/access/v1/access';
import { CatalogServiceClient, Orientation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { createGrpcClient, type CallOptions, type PromiseClient } from '@flexspace/service-kit';
import {
  createTestDatabase,
  oidcEnvironment,
  signIn,
  silentLogger,
  testCall,
  testPrefix,
  testServers,
  type PersonName,
  type TestDatabase,
} from '@flexspace/testkit';
import { decodeJwt } from 'jose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogMigrations, createCatalogService, readCatalogConfig, type CatalogService } from '../../src/index.js';
import type { Neighbours } from '../../src/transport/grpc/requester.js';

/** What the played neighbours know: who manages what, which gates are closed, how many bookings there are. */
export interface PlayedNeighbours extends Neighbours {
  readonly superusers: Set<string>;
  /** Staff and superusers. */
  readonly passGates: Set<string>;
  readonly locationManagers: Map<string, Set<number>>;
  readonly roomManagers: Map<string, Set<number>>;
  /** Closed to everybody but those above. */
  readonly closedLocations: Set<number>;
  upcomingBookings: number;
  /** What booking was told directly. */
  readonly told: Event[];
  /** booking takes what it is told, and never answers. */
  mute: boolean;
  /** The desks that booking was asked to withhold, once for each time. */
  readonly asked: (readonly number[])[];
  /** Something that happens while booking is asked. */
  meanwhile: (() => Promise<unknown>) | undefined;
  down: boolean;
}

const HELD_MS = 10_000;

const subjectOf = (options: CallOptions): string => decodeJwt(options.token).sub ?? '';

/** Stands in for access and booking at their clients, deciding by the token that is passed on. */
export const playNeighbours = (): PlayedNeighbours => {
  const unlessDown = <T>(answer: () => T): Promise<T> =>
    played.down ? Promise.reject(new Error('no answer')) : Promise.resolve(answer());
  const allows = (who: string, check: CheckAccessRequest): boolean => {
    if (played.superusers.has(who)) return true;
    const managesLocation = played.locationManagers.get(who)?.has(check.locationId) ?? false;
    if (check.action === Action.ACTION_MANAGE_LOCATION) return managesLocation;
    if (check.action !== Action.ACTION_MANAGE_ROOM) return false;
    return managesLocation || (played.roomManagers.get(who)?.has(check.roomId) ?? false);
  };
  const played: PlayedNeighbours = {
    superusers: new Set(),
    passGates: new Set(),
    locationManagers: new Map(),
    roomManagers: new Map(),
    closedLocations: new Set(),
    upcomingBookings: 0,
    told: [],
    mute: false,
    asked: [],
    meanwhile: undefined,
    down: false,
    access: {
      checkAccess: (request, options) =>
        unlessDown(() => ({
          verdict: allows(subjectOf(options), request) ? Verdict.VERDICT_ALLOW : Verdict.VERDICT_DENY,
          reason: 0,
        })),
      listAccessible: (_request, options) =>
        unlessDown(() => {
          const who = subjectOf(options);
          const managed = [...(played.locationManagers.get(who) ?? [])];
          return {
            passesGates: played.passGates.has(who) || played.superusers.has(who),
            managesEverything: played.superusers.has(who),
            closedLocationIds: [...played.closedLocations].filter((id) => !managed.includes(id)),
            managedLocationIds: managed,
            managedRoomIds: [...(played.roomManagers.get(who) ?? [])],
            gateOpenRoomIds: [],
          };
        }),
    },
    bookings: {
      hearPlaces: ({ events }) =>
        played.mute
          ? new Promise(() => undefined)
          : unlessDown(() => {
              played.told.push(...events.map((event) => Event.decode(event)));
              return {};
            }),
      async withholdDesks({ deskIds }) {
        const answer = await unlessDown(() => {
          played.asked.push(deskIds);
          const upcomingCount = played.upcomingBookings;
          return { upcomingCount, heldMs: upcomingCount === 0 ? HELD_MS : 0 };
        });
        await played.meanwhile?.();
        return answer;
      },
    },
  };
  return played;
};

export interface CatalogWorld {
  readonly database: TestDatabase;
  readonly prefix: string;
  readonly media: string;
  readonly service: CatalogService;
  readonly client: PromiseClient<CatalogServiceClient>;
  readonly neighbours: PlayedNeighbours;
  /** Call options of a person; each is signed in once. */
  as(name: PersonName): CallOptions;
  /** The person's id. */
  id(name: PersonName): string;
  /** Every event written so far, in order, with its subject. */
  events(): Promise<{ subject: string; event: Event }[]>;
  /** Another replica on the same database, folder and streams. */
  replica(): Promise<PromiseClient<CatalogServiceClient>>;
  close(): Promise<void>;
}

const PEOPLE = ['superuser', 'staff', 'berlinManager', 'roomManager', 'alice'] as const satisfies readonly PersonName[];

/** The catalog service on a database, streams and a realm of its own; access and booking are played. */
export const createCatalogWorld = async (
  more: {
    /** False asks the access service at the address in env. */
    readonly playAccess?: boolean;
    readonly env?: Record<string, string>;
    readonly ticks?: () => number;
  } = {},
): Promise<CatalogWorld> => {
  const database = await createTestDatabase({ schema: 'catalog', migrations: catalogMigrations });
  const prefix = testPrefix();
  const media = await mkdtemp(join(tmpdir(), 'flexspace-maps-'));
  const config = readCatalogConfig({
    ...(await oidcEnvironment('catalog')),
    FLEXSPACE_DATABASE_URL: database.url,
    FLEXSPACE_NATS_URL: testServers().natsUrl,
    FLEXSPACE_NATS_PREFIX: prefix,
    FLEXSPACE_ACCESS_ADDRESS: '127.0.0.1:1',
    FLEXSPACE_BOOKING_ADDRESS: '127.0.0.1:1',
    FLEXSPACE_MEDIA_DIR: media,
    FLEXSPACE_LOG_LEVEL: 'error',
    FLEXSPACE_SHUTDOWN_GRACE_MS: '1000',
    ...more.env,
  });
  const people = new Map(await Promise.all(PEOPLE.map(async (name) => [name, await signIn(name)] as const)));
  const person = (name: PersonName) => {
    const found = people.get(name as (typeof PEOPLE)[number]);
    if (found === undefined) throw new Error(`${name} is not signed in for this test`);
    return found;
  };
  const neighbours = playNeighbours();
  neighbours.superusers.add(person('superuser').userId);
  neighbours.passGates.add(person('staff').userId);
  const started: { service: CatalogService; client: PromiseClient<CatalogServiceClient> }[] = [];
  const boot = async () => {
    const service = await createCatalogService(config, {
      logger: silentLogger(),
      neighbours: more.playAccess === false ? { bookings: neighbours.bookings } : neighbours,
      ...(more.ticks !== undefined && { ticks: more.ticks }),
    });
    await service.start();
    const client = createGrpcClient(CatalogServiceClient, `127.0.0.1:${String(service.ports.grpc)}`);
    started.push({ service, client });
    return { service, client };
  };
  const { service, client } = await boot();
  return {
    database,
    prefix,
    media,
    service,
    client,
    neighbours,
    as: (name) => testCall(person(name)),
    id: (name) => person(name).userId,
    async events() {
      const { rows } = await database.knex.raw<{ rows: { subject: string; payload: Buffer }[] }>(
        'SELECT subject, payload FROM catalog.outbox ORDER BY id',
      );
      return rows.map((row) => ({ subject: row.subject, event: Event.decode(row.payload) }));
    },
    replica: async () => (await boot()).client,
    async close() {
      for (const each of started) {
        each.client.close();
        await each.service.stop();
      }
      await database.close();
      await rm(media, { recursive: true, force: true });
    },
  };
};

let made = 0;
/** A name that no other place of the file has. */
export const fresh = (what: string): string => `${what} ${String((made += 1))}`;

/** A country with a location, a floor and a room, made by the superuser. */
export const makePlace = async (world: CatalogWorld) => {
  const by = world.as('superuser');
  const country = await world.client.createCountry({ name: fresh('Country'), countryCode: 'DE', lat: 51, lng: 10 }, by);
  const location = await world.client.createLocation(
    { name: fresh('Location'), countryId: country.id, lat: 52.5, lng: 13.4, timezone: 'Europe/Berlin' },
    by,
  );
  const floor = await world.client.createFloor({ locationId: location.id, name: 'Ground', level: 0 }, by);
  const room = await world.client.createRoom({ floorId: floor.id, name: 'Atrium', description: '' }, by);
  return { country, location, floor, room };
};

/** Rows of a grid: D1, D2, … */
export const gridOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: 0,
    name: `D${String(index + 1)}`,
    posX: index % 100,
    posY: Math.floor(index / 100),
    orientation: Orientation.ORIENTATION_TOP,
  }));
