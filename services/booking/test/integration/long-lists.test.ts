import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bookingMigrations } from '@flexspace/booking';
import { bookingId, DAY_US, HOUR_US, plus, systemClock, userId } from '@flexspace/kernel';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import type { BookingFilter } from '../../src/application/ports.js';
import { createBookingViews } from '../../src/storage/booking-views.js';

const ROWS = 10_000;
const CANCELLED = 400;
const PAGE = 100;
/** Four bookings a day: so long ago one may have begun that reaches in, or runs without having been announced. */
const A_MONTH = 31 * 4 + 6;
/** Near the end of a list, sorting the rest is cheaper than following the index. */
const THE_REST = 1_000;
const ME = userId('00000000-0000-4000-8000-000000000001');

let database: TestDatabase;
const now = systemClock.now();

beforeAll(async () => {
  database = await createTestDatabase({ schema: 'booking', migrations: bookingMigrations });
  await database.transaction(async (trx) => {
    await trx.raw('SET LOCAL statement_timeout = 0');
    // Four a day, five thousand behind and five thousand ahead; every 25th is a cancelled one. They lie scattered among those of
    // others, as they do when they are made over years.
    await trx.raw(`
      INSERT INTO booking.location_places SELECT 1, 'Berlin', 'Europe/Berlin', 1;
      INSERT INTO booking.room_places SELECT 1, 1, 'Oak', 1, 'First', 1;
      INSERT INTO booking.desk_places (desk_id, room_id, location_id, name, version)
        SELECT g, 1, 1, 'D' || g, 1 FROM generate_series(1, 80) g;
      INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase, cancelled_at)
        SELECT * FROM (
        SELECT n AS id, 1 AS location, 1 AS room, 1 + n % 40 AS desk, '${ME}'::uuid AS owner, s, s + interval '1 hour' AS e,
          CASE WHEN s + interval '1 hour' <= now() THEN 2 WHEN s <= now() THEN 1 ELSE 0 END AS phase,
          CASE WHEN n % 25 = 0 THEN now() END AS cancelled
        FROM (SELECT n, now() + (n - ${ROWS / 2}) * interval '6 hours' - interval '30 minutes' AS s
              FROM generate_series(1, ${ROWS}) n) mine
        UNION ALL
        SELECT 100000 + n, 1, 1, 41 + n % 40, gen_random_uuid(), s, s + interval '20 minutes', 0, NULL
        FROM (SELECT n, now() + interval '400 days' + (n / 40) * interval '30 minutes' AS s
              FROM generate_series(1, 40000) n) theirs
        ) AS scattered ORDER BY md5(id::text);
    `);
  });
  await database.knex.raw('VACUUM ANALYZE booking.bookings');
}, 120_000);
afterAll(async () => {
  await database.close();
});

const mine: BookingFilter = {
  caller: ME,
  audience: { kind: 'own' },
  hiddenLocations: [],
  deskId: undefined,
  roomId: undefined,
  locationId: undefined,
  userId: ME,
  overlapping: undefined,
  status: undefined,
  now,
  limit: PAGE + 1,
  after: undefined,
};

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
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

/** How many bookings the database looks at for one page, and how many it gives. */
const page = async (filter: BookingFilter): Promise<{ read: number; found: number; next: BookingFilter['after'] }> => {
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
    `EXPLAIN (ANALYZE, FORMAT JSON) ${statement?.sql.replaceAll(/\$\d+/g, '?') ?? ''}`,
    statement?.bindings as string[],
  );
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('no plan');
  const last = found.at(PAGE - 1);
  return { read: readOfBookings(plan), found: found.length, next: last && { start: last.during.start, id: last.id } };
};

it.each([
  ['all', {}, ROWS - CANCELLED, THE_REST],
  ['upcoming', { status: 'upcoming' }, (ROWS - CANCELLED) / 2, THE_REST],
  ['elapsed', { status: 'elapsed' }, (ROWS - CANCELLED) / 2, A_MONTH],
  ['active', { status: 'active' }, 1, A_MONTH],
  ['cancelled', { status: 'cancelled' }, CANCELLED, CANCELLED - PAGE],
  [
    'of four weeks',
    { overlapping: { start: plus(now, 14 * DAY_US), end: plus(now, 42 * DAY_US) } },
    28 * 4 - 4,
    A_MONTH,
  ],
] as const)(
  'a page of ten thousand bookings (%s) reads a small part of the list, wherever it is',
  async (_, more, about, slack) => {
    const filter: BookingFilter = { ...mine, ...more };
    let after: BookingFilter['after'];
    let total = 0;
    let most = 0;
    do {
      const { read, found, next } = await page({ ...filter, after });
      most = Math.max(most, read - found);
      total += Math.min(found, PAGE);
      after = found > PAGE ? next : undefined;
    } while (after !== undefined);
    expect(Math.abs(total - about)).toBeLessThanOrEqual(1);
    expect(most).toBeLessThanOrEqual(slack);
  },
);

it('a page in the middle is found by its cursor alone', async () => {
  const after = { start: plus(now, -HOUR_US), id: bookingId(1) };
  const { read, found } = await page({ ...mine, after });
  expect(found).toBe(PAGE + 1);
  expect(read).toBeLessThanOrEqual(found + 1);
});
