import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bookingMigrations } from '@flexspace/booking';
import { HOUR_US, instant, joinIdSets, plus, systemClock, type Instant } from '@flexspace/kernel';
import { sqlInstant } from '@flexspace/database';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import fc from 'fast-check';
import { readRoomCounts } from '../../src/storage/room-counts.js';

const DESKS = [1, 2, 3, 4, 5, 6];
const ROOM_OF = (desk: number): number => (desk <= 3 ? 10 : 20);
const PERSON = '00000000-0000-4000-8000-000000000001';
const EVERY = { roomIds: [], locationId: undefined };

let database: TestDatabase;
let now: Instant;
let nextId = 1;

beforeAll(async () => {
  database = await createTestDatabase({ schema: 'booking', migrations: bookingMigrations });
});
afterAll(() => database.close());
beforeEach(async () => {
  now = instant(Math.floor(systemClock.now() / HOUR_US) * HOUR_US);
  const { knex } = database;
  await knex.raw('DELETE FROM booking.bookings');
  await knex.raw('DELETE FROM booking.desk_places');
  await knex.raw('TRUNCATE booking.room_places, booking.location_places');
  await knex.raw("INSERT INTO booking.location_places (location_id, name) VALUES (1, 'Berlin')");
  await knex.raw('INSERT INTO booking.room_places (room_id, location_id) VALUES (10, 1), (20, 1)');
  await knex.raw(
    `INSERT INTO booking.desk_places (desk_id, room_id, location_id)
     SELECT desk, CASE WHEN desk <= 3 THEN 10 ELSE 20 END, 1 FROM unnest(?::bigint[]) AS desk`,
    [DESKS],
  );
});

const insert = (desk: number, hours: readonly [number, number], phase: 0 | 1 | 2): Promise<unknown> =>
  database.knex.raw(
    `INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
     VALUES (?, 1, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    [
      nextId++,
      ROOM_OF(desk),
      desk,
      PERSON,
      sqlInstant(plus(now, hours[0] * HOUR_US)),
      sqlInstant(plus(now, hours[1] * HOUR_US)),
      phase,
    ],
  );

type Counts = [room: number, desks: number, free: number, name?: number];

const kept = async (): Promise<Counts[]> =>
  (await readRoomCounts(database.knex, EVERY, now)).map((one) => [
    one.roomId,
    one.deskCount,
    one.availableDeskCount,
    one.deskSet,
  ]);
const keptWithoutNames = async (): Promise<Counts[]> =>
  (await kept()).map(([room, desks, free]) => [room, desks, free]);

/** The name of a set of desks as the contract describes it. */
const nameOf = (ids: readonly number[]): number => {
  const digests = ids.map((id) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(id));
    return Number.parseInt(createHash('sha256').update(bytes).digest('hex').slice(0, 13), 16);
  });
  return joinIdSets(digests);
};

/** What a person would count, desk by desk. */
const counted = async (): Promise<Counts[]> => {
  const { rows } = await database.knex.raw<{ rows: { room: number; desks: number; free: number; ids: number[] }[] }>(
    `SELECT d.room_id AS room, count(*)::integer AS desks, array_agg(d.desk_id) AS ids,
       count(*) FILTER (WHERE d.assignee_id IS NULL AND NOT r.under_maintenance AND NOT EXISTS (
         SELECT FROM booking.bookings b
         WHERE b.desk_id = d.desk_id AND b.cancelled_at IS NULL AND b.start_at <= ? AND b.end_at > ?
       ))::integer AS free
     FROM booking.desk_places d JOIN booking.room_places r USING (room_id)
     WHERE NOT d.removed AND NOT r.removed GROUP BY d.room_id ORDER BY d.room_id`,
    [sqlInstant(now), sqlInstant(now)],
  );
  return rows.map((row) => [row.room, row.desks, row.free, nameOf(row.ids)]);
};

type Step =
  | { readonly kind: 'book'; readonly desk: number; readonly from: number; readonly announced: boolean }
  | { readonly kind: 'cancel' | 'delete' | 'announce' | 'assign' | 'clear' | 'remove'; readonly desk: number }
  | { readonly kind: 'maintain'; readonly enabled: boolean }
  | { readonly kind: 'move'; readonly desk: number; readonly to: number };

const desk = fc.constantFrom(...DESKS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('book' as const),
      desk,
      from: fc.integer({ min: -3, max: 2 }),
      announced: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('cancel', 'delete', 'announce', 'assign', 'clear', 'remove'), desk }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('maintain' as const), enabled: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), desk, to: desk }) },
);

const run = async (one: Step): Promise<unknown> => {
  const { knex } = database;
  switch (one.kind) {
    case 'book': {
      const running = one.from <= 0 && one.from + 2 > 0;
      return insert(one.desk, [one.from, one.from + 2], running && one.announced ? 1 : one.from + 2 <= 0 ? 2 : 0);
    }
    case 'cancel':
      return knex.raw('UPDATE booking.bookings SET cancelled_at = now() WHERE desk_id = ? AND cancelled_at IS NULL', [
        one.desk,
      ]);
    case 'delete':
      return knex.raw('DELETE FROM booking.bookings WHERE desk_id = ?', [one.desk]);
    case 'announce':
      return knex.raw(
        `UPDATE booking.bookings SET phase = CASE WHEN end_at <= :now THEN 2 WHEN start_at <= :now THEN 1 ELSE 0 END
         WHERE desk_id = :desk`,
        { now: sqlInstant(now), desk: one.desk },
      );
    case 'assign':
      return knex.raw('UPDATE booking.desk_places SET assignee_id = ? WHERE desk_id = ?', [PERSON, one.desk]);
    case 'clear':
      return knex.raw('UPDATE booking.desk_places SET assignee_id = NULL WHERE desk_id = ?', [one.desk]);
    case 'remove':
      return knex.raw('UPDATE booking.desk_places SET removed = NOT removed WHERE desk_id = ?', [one.desk]);
    case 'maintain':
      return knex.raw('UPDATE booking.room_places SET under_maintenance = ? WHERE room_id = 10', [one.enabled]);
    case 'move':
      // Where the time is taken already the constraint says no, and nothing may have been counted.
      return knex
        .raw(
          `UPDATE booking.bookings SET desk_id = ? WHERE id = (
             SELECT min(id) FROM booking.bookings WHERE desk_id = ? AND cancelled_at IS NULL)`,
          [one.to, one.desk],
        )
        .catch((error: unknown) => {
          if (!(error instanceof Error) || !error.message.includes('bookings_no_overlap')) throw error;
        });
  }
};

describe('the counts that are kept by room', () => {
  it('equal what one would count, after any history of changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await database.knex.raw('DELETE FROM booking.bookings');
        await database.knex.raw('UPDATE booking.desk_places SET removed = false, assignee_id = NULL');
        await database.knex.raw('UPDATE booking.room_places SET under_maintenance = false');
        for (const one of steps) await run(one);
        expect(await kept()).toEqual(await counted());
      }),
      { numRuns: 60 },
    );
  });

  it('equal it also when everything happens at once', async () => {
    const steps = fc.sample(step, 400);
    const lanes = Array.from({ length: 8 }, (_, lane) => steps.filter((_one, index) => index % 8 === lane));
    await Promise.all(
      lanes.map(async (lane) => {
        for (const one of lane) {
          await run(one).catch((error: unknown) => {
            // What these raw statements do in any order may meet as a deadlock, which the service would try again.
            if (!(error instanceof Error) || !error.message.includes('deadlock')) throw error;
          });
        }
      }),
    );
    expect(await kept()).toEqual(await counted());
  });

  it('follow the clock while nothing was announced', async () => {
    await insert(1, [-1, 1], 0);
    await insert(2, [-2, 0], 1);
    await insert(3, [1, 2], 0);
    expect(await keptWithoutNames()).toEqual([
      [10, 3, 2],
      [20, 3, 3],
    ]);
    now = plus(now, HOUR_US);
    expect(await keptWithoutNames()).toEqual([
      [10, 3, 2],
      [20, 3, 3],
    ]);
  });

  it('are read without touching a desk or a booking that is not due', async () => {
    await database.knex.raw('ANALYZE booking.bookings; ANALYZE booking.desk_places');
    const statements: string[] = [];
    const listen = ({ sql }: { sql: string }): void => void statements.push(sql);
    database.knex.on('query', listen);
    await readRoomCounts(database.knex, EVERY, now);
    database.knex.off('query', listen);
    expect(statements).toHaveLength(1);
    expect(statements[0]).not.toMatch(/FROM booking\.desk_places/);
  });
});
