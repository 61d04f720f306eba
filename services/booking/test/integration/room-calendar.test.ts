import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bookingMigrations } from '@flexspace/booking';
import { sqlInstant } from '@flexspace/database';
import { HOUR_US, instant, plus, roomId, systemClock, type Instant } from '@flexspace/kernel';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import fc from 'fast-check';
import { createRoomCalendar } from '../../src/storage/room-calendar.js';

const DESKS = [1, 2, 3];
const ELSEWHERE = 20;
const HOURS = 12;
const PERSON = '00000000-0000-4000-8000-000000000001';
const where = { roomId: roomId(10) };

let database: TestDatabase;
let start: Instant;
let nextId = 1;

beforeAll(async () => {
  database = await createTestDatabase({ schema: 'booking', migrations: bookingMigrations });
  start = instant(Math.floor(systemClock.now() / HOUR_US) * HOUR_US);
});
afterAll(() => database.close());

const beginAnew = async (): Promise<void> => {
  await database.knex.raw('DELETE FROM booking.bookings');
  await database.knex.raw('DELETE FROM booking.desk_places');
  await database.knex.raw(
    `INSERT INTO booking.desk_places (desk_id, room_id, location_id, name)
     SELECT desk, 10, 1, 'A' || desk FROM unnest(?::bigint[]) AS desk`,
    [DESKS],
  );
};

const desk = fc.constantFrom(...DESKS);
/** Hours around the range, so that bookings begin before it, end after it, and lie outside. */
const hour = fc.integer({ min: -4, max: HOURS + 3 });
const length = fc.integer({ min: 1, max: 5 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('book' as const), desk, hour, length }),
  fc.record({ kind: fc.constant('shift' as const), desk, hour, length }),
  fc.record({ kind: fc.constant('rename' as const), desk, name: fc.constantFrom('A', 'AA', '') }),
  fc.record({ kind: fc.constantFrom('cancel', 'delete', 'remove', 'leave'), desk }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const at = (hours: number): string => sqlInstant(plus(start, hours * HOUR_US));

/** Where the time is taken already the constraint says no, and nothing changes. */
const unlessTaken = (error: unknown): void => {
  if (!(error instanceof Error) || !error.message.includes('bookings_no_overlap')) throw error;
};

const take = async (one: Step): Promise<void> => {
  const { knex } = database;
  switch (one.kind) {
    case 'book':
      await knex.raw(
        `INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
         VALUES (?, 1, 10, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
        [nextId++, one.desk, PERSON, at(one.hour), at(one.hour + one.length)],
      );
      return;
    case 'shift':
      await knex
        .raw(
          `UPDATE booking.bookings SET start_at = ?, end_at = ? WHERE id = (
             SELECT min(id) FROM booking.bookings WHERE desk_id = ? AND cancelled_at IS NULL)`,
          [at(one.hour), at(one.hour + one.length), one.desk],
        )
        .catch(unlessTaken);
      return;
    case 'rename':
      await knex.raw('UPDATE booking.desk_places SET name = ? WHERE desk_id = ?', [one.name, one.desk]);
      return;
    case 'cancel':
      await knex.raw('UPDATE booking.bookings SET cancelled_at = now() WHERE desk_id = ?', [one.desk]);
      return;
    case 'delete':
      await knex.raw('DELETE FROM booking.bookings WHERE desk_id = ?', [one.desk]);
      return;
    case 'remove':
      await knex.raw('UPDATE booking.desk_places SET removed = NOT removed WHERE desk_id = ?', [one.desk]);
      return;
    case 'leave':
      await knex.raw(
        'UPDATE booking.desk_places SET room_id = CASE room_id WHEN 10 THEN ?::bigint ELSE 10 END WHERE desk_id = ?',
        [ELSEWHERE, one.desk],
      );
  }
};

describe('the digest of a room calendar', () => {
  it('is another one exactly when the calendar is, whatever happened', async () => {
    const calendar = createRoomCalendar(database);
    const range = { start, end: plus(start, HOURS * HOUR_US) };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        await beginAnew();
        const said = new Map<string, string>();
        for (const one of steps) {
          await take(one);
          const { digest, desks } = await calendar.busy(where, range);
          expect(await calendar.digestOfBusy(where, range)).toBe(digest);
          const content = JSON.stringify(desks);
          expect(said.get(content) ?? digest).toBe(digest);
          said.set(content, digest);
          expect(new Set(said.values()).size).toBe(said.size);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('of a room without desks is one too', async () => {
    const calendar = createRoomCalendar(database);
    const range = { start, end: plus(start, HOURS * HOUR_US) };
    const { digest, desks } = await calendar.busy({ roomId: roomId(99) }, range);
    expect(desks).toEqual([]);
    expect(await calendar.digestOfBusy({ roomId: roomId(99) }, range)).toBe(digest);
  });
});
