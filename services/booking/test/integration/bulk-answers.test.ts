import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BulkCreateBookingsRequest } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { deskId, DomainError, HOUR_US, instant, interval, parseInstant, plus, systemClock } from '@flexspace/kernel';
import { toWireInterval } from '@flexspace/service-kit';
import { FakeClock, testCall } from '@flexspace/testkit';
import { createBookingRepository } from '../../src/storage/booking-repository.js';
import { createDeskDirectory } from '../../src/storage/desk-directory.js';
import { book, hoursFrom, startWorld, type BookingClient, type BookingWorld } from '../support/booking-world.js';
import { placeOf } from '../support/fake-catalog.js';

const at = (text: string) => parseInstant(text) ?? instant(0);
const now = at('2027-03-01T08:00:00Z');
const span = (start: string, end: string) => toWireInterval({ start: at(start), end: at(end) });

let world: BookingWorld;
let client: BookingClient;

beforeAll(async () => {
  world = await startWorld();
  client = (await world.boot({ clock: new FakeClock(now) })).client;
  const kolkata = { locationId: 2, locationName: 'Kolkata', timezone: 'Asia/Kolkata' };
  world.catalog.places.set(201, placeOf(201, kolkata));
  for (let desk = 301; desk <= 320; desk += 1) world.catalog.places.set(desk, placeOf(desk, { roomId: 30 }));
});
afterAll(async () => {
  await world.close();
});

const bulk = (more: Partial<BulkCreateBookingsRequest>) =>
  client.bulkCreateBookings(
    { deskIds: [], intervals: [], atomic: false, singleDesk: more.deskIds?.length === 1, idempotencyKey: '', ...more },
    testCall(world.alice),
  );
const live = async (): Promise<number> =>
  (await world.database.knex.withSchema('booking').from('bookings').whereNull('cancelled_at')).length;
const refusal = async (more: Partial<BulkCreateBookingsRequest>): Promise<DomainError> => {
  const before = await live();
  const error: unknown = await bulk({ atomic: true, ...more }).catch((caught: unknown) => caught);
  expect(await live()).toBe(before);
  if (!(error instanceof DomainError)) throw new Error(`not refused: ${JSON.stringify(error)}`);
  return error;
};

describe('the days that collide', () => {
  it('are days of the location, over a midnight that is none in UTC', async () => {
    // Midnight in Kolkata is 18:30 UTC.
    await book(client, world.bob, { deskId: 201, interval: span('2027-03-03T18:00:00Z', '2027-03-03T19:00:00Z') });
    const { results } = await bulk({
      deskIds: [201],
      intervals: [
        span('2027-03-03T10:00:00Z', '2027-03-03T18:15:00Z'),
        span('2027-03-03T18:45:00Z', '2027-03-04T10:00:00Z'),
        span('2027-03-03T10:00:00Z', '2027-03-05T10:00:00Z'),
      ],
    });
    expect(results.map((row) => row.conflictDays)).toEqual([
      ['2027-03-03'],
      ['2027-03-04'],
      ['2027-03-03', '2027-03-04'],
    ]);
  });

  it('of two rows of one request are those on which they meet', async () => {
    const { results } = await bulk({
      deskIds: [201],
      intervals: [
        span('2027-04-01T20:00:00Z', '2027-04-02T10:00:00Z'),
        span('2027-03-31T02:00:00Z', '2027-04-01T20:30:00Z'),
      ],
    });
    expect(results.map((row) => row.reason)).toEqual(['', 'SLOT_TAKEN']);
    expect(results[1]?.conflictDays).toEqual(['2027-04-02']);
  });
});

describe('all or nothing', () => {
  it('is refused as its first refused row would be, and names every refused row', async () => {
    await book(client, world.bob, { deskId: 101, interval: hoursFrom(now, 50, 51) });
    const intervals = [hoursFrom(now, 48, 49), hoursFrom(now, 50, 52), hoursFrom(now, 48, 50)];
    const one = await refusal({ deskIds: [101], intervals });
    expect(one.reason).toBe('SLOT_TAKEN');
    expect(one.details.violations?.map(({ path }) => path)).toEqual(['intervals[1]', 'intervals[2]']);
    expect(one.details.conflicts).toEqual([
      interval(plus(now, 48 * HOUR_US), plus(now, 49 * HOUR_US)),
      interval(plus(now, 50 * HOUR_US), plus(now, 51 * HOUR_US)),
    ]);

    // The taken row of the first desk comes before the desk that nobody knows.
    const many = await refusal({ deskIds: [101, 999, 102], intervals: intervals.slice(0, 2) });
    expect(many.reason).toBe('SLOT_TAKEN');
    expect(many.details.violations?.map(({ path }) => path)).toEqual([
      'desk_ids[0].intervals[1]',
      'desk_ids[1].intervals[0]',
      'desk_ids[1].intervals[1]',
    ]);
    expect((await refusal({ deskIds: [999, 101], intervals })).reason).toBe('NOT_FOUND');
  });

  it('names who holds one of the desks', async () => {
    await client.lockDesk({ deskId: 103 }, testCall(world.bob));
    const intervals = [hoursFrom(now, 60, 61)];
    const error = await refusal({ deskIds: [102, 103], intervals });
    expect(error).toMatchObject({ reason: 'DESK_LOCKED', details: { lockedBy: { id: world.bob.userId } } });
    await client.unlockDesk({ deskId: 103 }, testCall(world.bob));
    expect(
      (await bulk({ deskIds: [102, 103], intervals, atomic: true })).results.every((row) => row.bookingId > 0),
    ).toBe(true);
  });

  it('names a hundred taken intervals, and the first hundred of what is wrong with their times', async () => {
    const intervals = Array.from({ length: 100 }, (_, index) => hoursFrom(now, 100 + index, 101 + index));
    await bulk({ deskIds: [104], intervals });
    const taken = await refusal({ deskIds: [104], intervals });
    expect(taken.reason).toBe('SLOT_TAKEN');
    expect(taken.details.violations).toHaveLength(100);
    expect(taken.details.conflicts).toHaveLength(100);
    const past = await refusal({ deskIds: [104], intervals: intervals.map(() => hoursFrom(now, -5, -4)) });
    expect(past.reason).toBe('INVALID_REQUEST');
    expect(past.details.violations).toHaveLength(100);
    const everything = await refusal({
      deskIds: Array.from({ length: 100 }, (_, index) => 5_000 + index),
      intervals,
    });
    expect(everything.reason).toBe('NOT_FOUND');
  });
});

describe('the first answer under a key', () => {
  it('is given again also when every row was refused, whatever is free by then', async () => {
    const standing = await book(client, world.bob, { deskId: 105, interval: hoursFrom(now, 24, 25) });
    const request = { deskIds: [105], intervals: [hoursFrom(now, 24, 25)], idempotencyKey: 'refused-once' };
    const first = await bulk(request);
    expect(first.results.map((row) => row.reason)).toEqual(['SLOT_TAKEN']);
    await client.cancelBooking({ bookingId: standing.id, ifVersion: 0 }, testCall(world.bob));
    expect(await bulk(request)).toEqual(first);
    expect((await bulk({ ...request, idempotencyKey: 'another' })).results[0]?.reason).toBe('');
    const nobody = { deskIds: [998, 997], intervals: [hoursFrom(now, 24, 25)], idempotencyKey: 'nobody' };
    expect(await bulk(nobody)).toEqual(await bulk(nobody));
  });
});

describe('the database', () => {
  it('is asked as often for 20 desks and 100 intervals as for one of each', async () => {
    const sent: string[] = [];
    world.database.knex.on('query', ({ sql }: { sql: string }) => sent.push(sql));
    const directory = createDeskDirectory({
      database: world.database,
      askCatalog: () => Promise.resolve(undefined),
      onDoubt: (error) => {
        throw error;
      },
      capacity: 100,
    });
    const bookings = createBookingRepository(world.database);
    const user = { id: world.alice.userId, username: world.alice.username, fullName: world.alice.fullName };
    const ids = Array.from({ length: 20 }, (_, index) => deskId(301 + index));
    for (const id of ids) await client.getDeskLock({ deskId: id }, testCall(world.alice));

    const statements = async (desks: number, intervals: number, from: number): Promise<number> => {
      sent.length = 0;
      const found = await directory.readMany(ids.slice(0, desks));
      const rows = [...found.values()].flatMap((desk) =>
        Array.from({ length: intervals }, (_, index) => ({
          desk,
          during: interval(plus(now, (from + index) * HOUR_US), plus(now, (from + index + 1) * HOUR_US)),
        })),
      );
      expect(rows).toHaveLength(desks * intervals);
      const options = { user, now: systemClock.now(), atomic: false, key: undefined, judged: [] };
      const outcome = await bookings.createMany(rows, options);
      if (outcome.kind !== 'written') throw new Error(`not written: ${outcome.kind}`);
      expect(outcome.outcomes.some((one) => one.kind === 'created')).toBe(true);
      return sent.length;
    };
    // Desks, ids, and one for all the rest; half of the last ones are taken.
    expect(await statements(1, 1, 1_000)).toBeLessThanOrEqual(3);
    expect(await statements(1, 100, 2_000)).toBeLessThanOrEqual(3);
    expect(await statements(20, 100, 3_000)).toBeLessThanOrEqual(3);
    expect(await statements(20, 100, 3_050)).toBeLessThanOrEqual(3);
  });
});
