import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bookingMigrations } from '@flexspace/booking';
import {
  bookingId,
  DAY_US,
  deskId,
  locationId,
  overlaps,
  plus,
  roomId,
  systemClock,
  userId,
  type Instant,
  type Interval,
} from '@flexspace/kernel';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import type { BookingFilter, ListedPlace } from '../../src/application/ports.js';
import { statusOf } from '../../src/domain/booking.js';
import { createBookingViews } from '../../src/storage/booking-views.js';

const MINE = 10_000;
const THEIRS = 100_000;
const PAGE = 100;
/** Written in as many statements, none of which takes long. */
const PARTS = 20;
const ME = userId('00000000-0000-4000-8000-000000000001');
const now = systemClock.now();

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
  // A location of 20 rooms with 400 desks that everybody books, 40 desks there that one person books four times a day, and
  // another location where this person is seldom, and late. One of 50 of theirs is in a room of its own.
  await database.knex.raw(`
    INSERT INTO booking.location_places VALUES (1, 'Berlin', 'Europe/Berlin', 1), (2, 'Paris', 'Europe/Paris', 1);
    INSERT INTO booking.room_places SELECT g, CASE WHEN g <= 20 THEN 1 ELSE 2 END, 'R' || g, 1, 'First', 1
      FROM generate_series(1, 21) g;
    INSERT INTO booking.desk_places (desk_id, room_id, location_id, name, version)
      SELECT g, CASE WHEN g <= 440 THEN 1 + g % 20 ELSE 21 END, CASE WHEN g <= 440 THEN 1 ELSE 2 END, 'D' || g, 1
      FROM generate_series(1, 441) g`);
  // They lie scattered among those of others, as they do when they are made over years; some of the newest starts are not announced.
  for (let part = 0; part < PARTS; part += 1) {
    await database.knex.raw(`
      INSERT INTO booking.bookings (id, desk_id, room_id, location_id, user_id, start_at, end_at, phase, cancelled_at)
      SELECT b.id, b.desk, d.room_id, d.location_id, b.owner, b.s, b.e,
        CASE WHEN b.s > now() OR (b.s > now() - interval '1 day' AND b.id % 3 = 0) THEN 0 WHEN b.e <= now() THEN 2 ELSE 1 END,
        CASE WHEN b.cancelled THEN now() END
      FROM (
        SELECT n AS id, '${ME}'::uuid AS owner, s, s + interval '1 hour' AS e, n % 25 = 0 AS cancelled,
          CASE WHEN n > ${MINE} - 100 THEN 441 WHEN n % 50 = 7 THEN 403 ELSE 401 + n % 2 END AS desk
        FROM (SELECT n, hour + (n - ${MINE / 2}) * interval '6 hours' AS s
              FROM generate_series(1, ${MINE}) n, date_trunc('hour', now()) hour) mine
        UNION ALL
        SELECT 1000000 + n, ('00000000-0000-4000-9000-' || lpad(to_hex(n % 500), 12, '0'))::uuid, s, s + interval '6 hours',
          n % 10 = 0, 1 + n % 400
        FROM (SELECT n, hour - interval '200 days' + (n / 400) * interval '38 hours' + (n % 20) * interval '1 hour' AS s
              FROM generate_series(1, ${THEIRS}) n, date_trunc('hour', now()) hour) theirs
      ) b JOIN booking.desk_places d ON d.desk_id = b.desk
      WHERE abs(hashtext(b.id::text)) % ${PARTS} = ${part} ORDER BY md5(b.id::text)`);
  }
  await database.knex.raw('VACUUM ANALYZE booking.bookings');
  const { rows } = await database.knex.raw<{ rows: (Omit<Row, 'during'> & { start_at: Instant; end_at: Instant })[] }>(
    `SELECT id, desk_id AS desk, room_id AS room, location_id AS location, user_id AS owner, start_at, end_at,
       cancelled_at IS NOT NULL AS cancelled FROM booking.bookings ORDER BY start_at, id`,
  );
  all = rows.map(({ start_at: start, end_at: end, ...row }) => ({ ...row, during: { start, end } }));
}, 240_000);
afterAll(async () => {
  await database.close();
});

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}
const readOfBookings = (plan: Plan): number => {
  const own =
    plan['Relation Name'] === 'bookings'
      ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)) *
        plan['Actual Loops']
      : 0;
  return own + (plan.Plans ?? []).reduce((sum, child) => sum + readOfBookings(child), 0);
};

/** What the database looks at for one page: bookings, and blocks of them and of their indexes. */
const page = async (filter: BookingFilter): Promise<{ ids: number[]; read: number; blocks: number }> => {
  const sent: { sql: string; bindings: unknown[] }[] = [];
  const hear = (statement: { sql: string; bindings: unknown[] }): void => {
    sent.push(statement);
  };
  database.knex.on('query', hear);
  const found = await createBookingViews(database).list(filter);
  database.knex.removeListener('query', hear);
  expect(sent).toHaveLength(1);
  const [statement] = sent;
  const { rows } = await database.knex.raw<{ rows: { 'QUERY PLAN': { Plan: Plan }[] }[] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement?.sql.replaceAll(/\$\d+/g, '?') ?? ''}`,
    statement?.bindings as string[],
  );
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('no plan');
  return {
    ids: found.map((booking) => booking.id),
    read: readOfBookings(plan),
    blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
  };
};

const fits = (row: Row, filter: BookingFilter): boolean => {
  const { place, status, overlapping } = filter;
  const inPlace =
    place === undefined ||
    (place.kind === 'desk'
      ? row.desk === place.deskId
      : place.kind === 'room'
        ? row.room === place.roomId
        : row.location === place.locationId);
  const shown =
    filter.userId === undefined || row.owner === filter.userId || filter.alsoOfRooms.includes(roomId(row.room));
  const own = statusOf(row, now);
  const inStatus = status === undefined ? !row.cancelled : own === status;
  return inPlace && shown && inStatus && (overlapping === undefined || overlaps(row.during, overlapping));
};

const LOCATION = locationId(1);
const PLACES: Record<string, ListedPlace | undefined> = {
  everywhere: undefined,
  'at a location': { kind: 'location', locationId: LOCATION },
  'at a location they are seldom': { kind: 'location', locationId: locationId(2) },
  'in a room': { kind: 'room', roomId: roomId(2), locationId: LOCATION },
  'in a room they are seldom': { kind: 'room', roomId: roomId(4), locationId: LOCATION },
  'at a desk': { kind: 'desk', deskId: deskId(401), roomId: roomId(2), locationId: LOCATION },
  'at a desk of others': { kind: 'desk', deskId: deskId(5), roomId: roomId(6), locationId: LOCATION },
};
/**
 * Those at the same instant as a cursor, those whose start is not announced yet, and a list so short that its order hardly matters:
 * no more than a page.
 */
const PASSED_OVER = 100;
/** A person's ten thousand, or a month at a location, as entries of an index. */
const INDEX_BLOCKS = 200;
/** The row, and the places and the person it is shown with. */
const BLOCKS_PER_ROW = 9;
const WHOLE: BookingFilter = {
  place: undefined,
  userId: undefined,
  alsoOfRooms: [],
  overlapping: undefined,
  status: undefined,
  now,
  limit: PAGE + 1,
  after: undefined,
};
const STATUSES = [undefined, 'upcoming', 'active', 'elapsed', 'cancelled'] as const;
const RANGES: Record<string, Interval | undefined> = {
  '': undefined,
  ' of four weeks': { start: plus(now, -28 * DAY_US), end: now },
};

const EVERYBODYS_OR_MINE = { 'of everybody': undefined, 'of one person': ME };
const LISTS = Object.entries(PLACES).flatMap(([placed, place]) =>
  Object.entries(EVERYBODYS_OR_MINE).flatMap(([owned, owner]) =>
    STATUSES.flatMap((status) =>
      Object.entries(RANGES).map(([ranged, overlapping]) => ({
        name: `${status ?? 'all'} bookings ${owned} ${placed}${ranged}`,
        filter: { ...WHOLE, place, userId: owner, status, overlapping },
      })),
    ),
  ),
);

it.each(LISTS.filter(({ filter }) => filter.place !== undefined || filter.userId !== undefined))(
  'the first, a middle and the last page of $name are right, and what else is read is little',
  async ({ filter }) => {
    const expected = all.filter((row) => fits(row, filter));
    for (const at of new Set([0, Math.floor(expected.length / 2), Math.max(0, expected.length - PAGE)])) {
      const before = at === 0 ? undefined : expected[at - 1];
      const after = before && { start: before.during.start, id: bookingId(before.id) };
      const { ids, read, blocks } = await page({ ...filter, after });
      expect(ids).toEqual(expected.slice(at, at + PAGE + 1).map((row) => row.id));
      expect(read - ids.length).toBeLessThanOrEqual(PASSED_OVER);
      expect(blocks).toBeLessThanOrEqual(INDEX_BLOCKS + ids.length * BLOCKS_PER_ROW);
    }
  },
);

it("cancelled bookings are those of the rooms that one manages, and one's own", async () => {
  const filter: BookingFilter = {
    ...WHOLE,
    place: { kind: 'location', locationId: LOCATION },
    userId: ME,
    alsoOfRooms: [roomId(2), roomId(5), roomId(21)],
    status: 'cancelled',
  };
  const expected = all.filter((row) => fits(row, filter));
  const { ids, read } = await page(filter);
  expect(ids).toEqual(expected.slice(0, PAGE + 1).map((row) => row.id));
  expect(read).toBeLessThanOrEqual(3 * (PAGE + 1) + PASSED_OVER);
});
