import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bookingMigrations } from '@flexspace/booking';
import { bookingId, DAY_US, deskId, instant, locationId, plus, roomId, systemClock, userId } from '@flexspace/kernel';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import type { BookingFilter } from '../../src/application/ports.js';
import { countStanding } from '../../src/storage/cancel-bookings.js';
import { createBookingRepository } from '../../src/storage/booking-repository.js';
import { createDeskDirectory } from '../../src/storage/desk-directory.js';
import { createStatsViews } from '../../src/storage/booking-stats.js';
import { createBookingViews } from '../../src/storage/booking-views.js';
import { createCalendarFeeds } from '../../src/storage/calendar-feeds.js';
import { createTransitionStore } from '../../src/storage/transition-store.js';

const ROWS = 60_000;
const DESKS = 1_200;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schema: 'booking', migrations: bookingMigrations });
  await database.transaction(async (trx) => {
    await trx.raw('SET LOCAL statement_timeout = 0');
    await trx.raw(`
      INSERT INTO booking.location_places SELECT g, 'L' || g, 'Europe/Berlin', 1 FROM generate_series(1, 8) g;
      INSERT INTO booking.room_places SELECT g, 1 + g % 8, 'R' || g, g / 4, 'F', 1 FROM generate_series(1, 60) g;
      INSERT INTO booking.desk_places (desk_id, room_id, location_id, name, version)
        SELECT g, 1 + g % 60, 1 + (1 + g % 60) % 8, 'D' || g, 1 FROM generate_series(1, ${DESKS}) g;
      INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
        SELECT n, 1 + (1 + d % 60) % 8, 1 + d % 60, d,
          ('00000000-0000-4000-8000-' || lpad(to_hex(n % 50), 12, '0'))::uuid, s, s + interval '4 hours',
          CASE WHEN s + interval '4 hours' <= now() THEN 2 WHEN s <= now() THEN 1 ELSE 0 END
        FROM (
          SELECT n, 1 + n % ${DESKS} AS d, now() - interval '20 days' + (n / ${DESKS}) * interval '18 hours' AS s
          FROM generate_series(1, ${ROWS}) n
        ) x;
    `);
  });
  await database.knex.raw('VACUUM ANALYZE booking.bookings');
}, 120_000);
afterAll(async () => {
  await database.close();
});

const noDoubt = (error: unknown): never => {
  throw error;
};

/** Every statement that some work sends, with its values. */
const statementsOf = async (work: () => Promise<unknown>): Promise<{ sql: string; bindings: unknown[] }[]> => {
  const sent: { sql: string; bindings: unknown[] }[] = [];
  const hear = (statement: { sql: string; bindings: unknown[] }): void => {
    if (/^\s*(SELECT|WITH|UPDATE)/i.test(statement.sql)) sent.push(statement);
  };
  database.knex.on('query', hear);
  await work();
  database.knex.removeListener('query', hear);
  return sent;
};

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}
const scansOfAll = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' && plan['Relation Name'] === 'bookings' ? ['bookings'] : []),
  ...(plan.Plans ?? []).flatMap(scansOfAll),
];

it('no request reads all bookings', async () => {
  const now = systemClock.now();
  const me = userId('00000000-0000-4000-8000-000000000001');
  const views = createBookingViews(database);
  const bookings = createBookingRepository(database);
  const desks = createDeskDirectory({
    database,
    askCatalog: () => Promise.resolve(undefined),
    capacity: 10,
    onDoubt: noDoubt,
  });
  const stats = createStatsViews(database);
  const transitions = createTransitionStore(database);
  const during = { start: now, end: plus(now, 14 * DAY_US) };
  const month = { start: plus(now, -20 * DAY_US), end: plus(now, 10 * DAY_US) };
  const filter: BookingFilter = {
    place: undefined,
    userId: undefined,
    alsoOfRooms: [],
    overlapping: undefined,
    status: undefined,
    now,
    limit: 101,
    after: { start: now, id: bookingId(1) },
  };
  const mine: BookingFilter = { ...filter, userId: me };
  const location = { kind: 'location', locationId: locationId(3) } as const;
  const room = { ...location, kind: 'room', roomId: roomId(5) } as const;
  const desk = { ...room, kind: 'desk', deskId: deskId(5) } as const;
  const requests: Record<string, () => Promise<unknown>> = {
    'a room now': () => views.occupancy(roomId(5), { start: now, end: instant(now + 1) }),
    'a room calendar': () => views.busy({ roomId: roomId(5) }, during),
    'the digest of a room calendar': () => views.digestOfBusy({ roomId: roomId(5) }, during),
    'a desk calendar': () => views.busy({ deskId: deskId(5) }, during),
    'one room counted': () => views.countRooms({ roomIds: [roomId(5)], locationId: undefined }, now),
    'all rooms counted': () => views.countRooms({ roomIds: [], locationId: undefined }, now),
    'what goes with a room': () => views.countUpcoming({ roomIds: [roomId(5)], hiddenLocations: [] }, now),
    'what goes with a location': () => views.countUpcoming({ locationId: locationId(3), hiddenLocations: [] }, now),
    'what goes with a desk': () => views.countUpcoming({ deskIds: [deskId(5)], hiddenLocations: [] }, now),
    'what goes with desks': () => countStanding(database.knex, [deskId(5), deskId(6)], now),
    'my bookings': () => views.list(mine),
    'my upcoming ones': () => views.list({ ...mine, status: 'upcoming' }),
    'my past ones': () => views.list({ ...mine, status: 'elapsed' }),
    'what runs now of mine': () => views.list({ ...mine, status: 'active' }),
    'what I cancelled': () => views.list({ ...mine, status: 'cancelled' }),
    'cancelled ones of a desk': () => views.list({ ...filter, place: desk, status: 'cancelled' }),
    'cancelled ones of a room': () => views.list({ ...filter, place: room, status: 'cancelled' }),
    'cancelled ones of a location': () => views.list({ ...filter, place: location, status: 'cancelled' }),
    'what is in the way of many': async () => {
      const known = await desks.readMany([deskId(5), deskId(6)]);
      await bookings.conflictsOf([...known.values()].map((desk) => ({ desk, during })));
    },
    'bookings of a desk': () => views.list({ ...filter, place: desk, overlapping: during }),
    'bookings of a room': () => views.list({ ...filter, place: room }),
    'what runs now in a room': () => views.list({ ...filter, place: room, status: 'active' }),
    'my bookings of a room': () => views.list({ ...mine, place: room }),
    'bookings of a location': () => views.list({ ...filter, place: location }),
    'my calendar': () => createCalendarFeeds(database).bookingsOf(me, month.start, 2_000),
    'one booking': () => bookings.find(bookingId(5)),
    'my bookings of a desk': () => bookings.ofOwnerOnDesk(me, deskId(5), now),
    'my statistics': () =>
      stats.stats({
        userId: me,
        timezone: 'Europe/Berlin',
        now,
        week: during,
        month,
        favouritesSince: month.start,
        weekdaysSince: month.start,
      }),
    'the next boundary': () => transitions.next(),
    transitions: () => transitions.run(1, now, 500),
  };
  const found: Record<string, string[]> = {};
  for (const [name, request] of Object.entries(requests)) {
    for (const { sql, bindings } of await statementsOf(request)) {
      // Knex has numbered the placeholders already; the values are what they were.
      const values = bindings as string[];
      const text = sql.replaceAll(/\$\d+/g, '?');
      const { rows } = await database.knex.raw<{ rows: { 'QUERY PLAN': { Plan: Plan }[] }[] }>(
        `EXPLAIN (FORMAT JSON) ${text}`,
        values,
      );
      const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
      if (plan === undefined) throw new Error(`no plan for ${name}`);
      if (scansOfAll(plan).length > 0) found[name] = [sql];
    }
  }
  expect(found).toEqual({});
});
