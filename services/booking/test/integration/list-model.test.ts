import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bookingMigrations } from '@flexspace/booking';
import {
  deskId,
  HOUR_US,
  instant,
  locationId,
  managesRoom,
  overlaps,
  plus,
  roomId,
  seesLocation,
  userId,
  type Instant,
  type Interval,
  type Reach,
} from '@flexspace/kernel';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import fc from 'fast-check';
import type { Actor } from '../../src/application/actor.js';
import { listBookings, type Cursor, type ListQuestion } from '../../src/application/list-bookings.js';
import { statusOf } from '../../src/domain/booking.js';
import { createBookingViews } from '../../src/storage/booking-views.js';

/** A moment at which bookings begin and end, to the microsecond. */
const NOW = instant(Date.UTC(2027, 2, 3, 12) * 1_000);
const ME = userId('00000000-0000-4000-8000-000000000001');
const PEOPLE = [ME, ...[2, 3].map((n) => userId(`00000000-0000-4000-8000-00000000000${n}`))];
const DESKS = 8;
const ROOMS = 4;
const LOCATIONS = 2;

interface Row {
  readonly id: number;
  readonly desk: number;
  readonly room: number;
  readonly location: number;
  readonly owner: string;
  readonly during: Interval;
  readonly cancelled: boolean;
}

let database: TestDatabase;
let all: readonly Row[];

beforeAll(async () => {
  database = await createTestDatabase({ schema: 'booking', migrations: bookingMigrations });
  // Every desk has bookings of one to three hours around now, one behind the other or an hour apart, every fifth a cancelled one
  // over another's time; of what is due, the announcement of one in three is still to come.
  await database.knex.raw(
    `
    INSERT INTO booking.location_places SELECT g, 'L' || g, 'UTC', 1 FROM generate_series(1, ${LOCATIONS}) g;
    INSERT INTO booking.room_places SELECT g, 1 + g % ${LOCATIONS}, 'R' || g, 1, 'F', 1 FROM generate_series(1, ${ROOMS}) g;
    INSERT INTO booking.desk_places (desk_id, room_id, location_id, name, version)
      SELECT g, 1 + g % ${ROOMS}, 1 + (1 + g % ${ROOMS}) % ${LOCATIONS}, 'D' || g, 1 FROM generate_series(1, ${DESKS}) g;
    INSERT INTO booking.bookings (id, desk_id, room_id, location_id, user_id, start_at, end_at, phase, cancelled_at)
    SELECT row_number() OVER (ORDER BY hour, d.desk_id, kind), d.desk_id, d.room_id, d.location_id,
      ('00000000-0000-4000-8000-00000000000' || 1 + (n + d.desk_id + kind) % 3)::uuid, t.start_at, t.end_at,
      CASE WHEN t.start_at > '2027-03-03T12:00Z' OR (n + d.desk_id) % 3 = 0 THEN 0
           WHEN t.end_at > '2027-03-03T12:00Z' OR (n + d.desk_id) % 3 = 1 THEN 1 ELSE 2 END,
      CASE WHEN kind = 1 THEN t.start_at - interval '1 day' END
    FROM booking.desk_places d
    CROSS JOIN generate_series(0, 16) n
    CROSS JOIN LATERAL (SELECT 3 * n - 24 AS hour) h
    CROSS JOIN generate_series(0, 1) kind
    CROSS JOIN LATERAL (
      SELECT timestamptz '2027-03-03T12:00Z' + hour * interval '1 hour' + (d.desk_id % 3) * interval '1 hour' AS start_at,
        timestamptz '2027-03-03T12:00Z' + hour * interval '1 hour' + (d.desk_id % 3 + 1 + n % 3) * interval '1 hour'
          AS end_at
    ) t
    WHERE kind = 0 OR (n + d.desk_id) % 5 = 0`,
  );
  const { rows } = await database.knex.raw<{ rows: (Omit<Row, 'during'> & { start_at: Instant; end_at: Instant })[] }>(
    `SELECT id, desk_id AS desk, room_id AS room, location_id AS location, user_id AS owner, start_at, end_at,
       cancelled_at IS NOT NULL AS cancelled FROM booking.bookings ORDER BY start_at, id`,
  );
  all = rows.map(({ start_at: start, end_at: end, ...row }) => ({ ...row, during: { start, end } }));
});
afterAll(async () => {
  await database.close();
});

const mayBe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });
const idsUpTo = <Id>(most: number, read: (id: number) => Id): fc.Arbitrary<Id> =>
  fc.integer({ min: 1, max: most }).map(read);
const some = <Id>(most: number, read: (id: number) => Id): fc.Arbitrary<ReadonlySet<Id>> =>
  fc.uniqueArray(idsUpTo(most, read)).map((ids) => new Set(ids));

const anyReach: fc.Arbitrary<Reach> = fc
  .record({
    userId: fc.constant(ME),
    passesGates: fc.boolean(),
    managesEverything: fc.constant(false),
    closedLocations: some(LOCATIONS, locationId),
    managedLocations: some(LOCATIONS, locationId),
    managedRooms: some(ROOMS, roomId),
    gateOpenRooms: fc.constant(new Set<never>()),
  })
  // Who manages a room is not closed out of its location.
  .map((reach) => ({
    ...reach,
    closedLocations: new Set(
      [...reach.closedLocations].filter(
        (location) => ![...reach.managedRooms].some((room) => 1 + (room % LOCATIONS) === location),
      ),
    ),
  }));

const anyQuestion: fc.Arbitrary<ListQuestion> = fc.record({
  deskId: mayBe(idsUpTo(DESKS + 1, deskId)),
  roomId: mayBe(idsUpTo(ROOMS + 1, roomId)),
  locationId: mayBe(idsUpTo(LOCATIONS + 1, locationId)),
  overlapping: mayBe(
    fc
      .tuple(fc.integer({ min: -26, max: 26 }), fc.integer({ min: 1, max: 8 }))
      .map(([from, hours]) => ({ start: plus(NOW, from * HOUR_US), end: plus(NOW, (from + hours) * HOUR_US) })),
  ),
  ownOnly: fc.boolean(),
  userId: mayBe(fc.constantFrom(...PEOPLE)),
  status: mayBe(fc.constantFrom('upcoming', 'active', 'elapsed', 'cancelled')),
  pageSize: fc.integer({ min: 1, max: 40 }),
  after: fc.constant(undefined),
});

const actorWith = (reach: Reach): Actor => ({
  person: { id: ME, username: 'me', fullName: 'Me' },
  origin: { requestId: '', clientId: '', clientAddress: '' },
  isService: false,
  isStaff: reach.passesGates,
  isSuperuser: false,
  refusal: () => Promise.reject(new Error('a list asks for what is reached')),
  reach: () => Promise.resolve(reach),
  people: () => Promise.resolve(new Map()),
});

const modelOf = (reach: Reach, question: ListQuestion): number[] => {
  const whose = question.ownOnly ? ME : question.userId;
  return all
    .filter(
      (row) =>
        (question.deskId ?? row.desk) === row.desk &&
        (question.roomId ?? row.room) === row.room &&
        (question.locationId ?? row.location) === row.location &&
        (whose ?? row.owner) === row.owner &&
        (question.status === undefined ? !row.cancelled : statusOf(row, NOW) === question.status) &&
        (question.overlapping === undefined || overlaps(row.during, question.overlapping)),
    )
    .filter((row) => {
      if (row.owner === ME || reach.passesGates) return true;
      const place = { roomId: roomId(row.room), locationId: locationId(row.location) };
      return seesLocation(reach, place.locationId) && (!row.cancelled || managesRoom(reach, place));
    })
    .map((row) => row.id);
};

const isRefused = (reach: Reach, question: ListQuestion): boolean => {
  const whose = question.ownOnly ? ME : question.userId;
  const placed = question.deskId ?? question.roomId ?? question.locationId;
  return whose === undefined ? placed === undefined : whose !== ME && !reach.passesGates;
};

it('a list, page after page, is what a naive filter of all bookings shows this person', async () => {
  const list = listBookings({ views: createBookingViews(database), clock: { now: () => NOW } });
  let listed = 0;
  await fc.assert(
    fc.asyncProperty(anyReach, anyQuestion, async (reach, question) => {
      if (isRefused(reach, question)) {
        await expect(list(actorWith(reach), question)).rejects.toThrow();
        return;
      }
      const found: number[] = [];
      let after: Cursor | undefined;
      do {
        const page = await list(actorWith(reach), { ...question, after });
        found.push(...page.bookings.map((booking) => booking.id));
        after = page.next;
      } while (after !== undefined);
      expect(found).toEqual(modelOf(reach, question));
      listed += found.length;
    }),
    { numRuns: 500 },
  );
  expect(listed).toBeGreaterThan(1_000);
});
