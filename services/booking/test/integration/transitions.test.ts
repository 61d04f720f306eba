import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_US, plus, systemClock, type Instant } from '@flexspace/kernel';
import { fromTimestamp } from '@flexspace/service-kit';
import { eventually, FakeClock, testCall } from '@flexspace/testkit';
import { book, hoursFrom, startWorld, type BookingClient, type BookingWorld } from '../support/booking-world.js';

let world: BookingWorld;
let client: BookingClient;
let second: BookingClient;
let clock: FakeClock;
let start: Instant;

beforeAll(async () => {
  clock = new FakeClock(systemClock.now());
  start = clock.now();
  world = await startWorld();
  client = (await world.boot({ clock })).client;
  second = (await world.boot({ clock })).client;
});
afterAll(async () => {
  await world.close();
});

const statesOf = (deskId: number): (string | undefined)[] =>
  world.events.flatMap(({ fact }) =>
    fact?.$case === 'deskStatusChanged' && fact.value.deskId === deskId
      ? [fact.value.isBooked ? fact.value.bookedBy?.id : 'free']
      : [],
  );
const run = (fencingToken: number, through = client) =>
  through.runTransitions({ fencingToken }, testCall(world.machine));
const next = async (): Promise<number | undefined> => {
  const { nextAt } = await client.getNextBoundary({}, testCall(world.machine));
  return nextAt && fromTimestamp(nextAt, 'next');
};

describe('time', () => {
  it('starts and ends bookings, and says so once, however often it is asked', async () => {
    await book(client, world.alice, { deskId: 101, interval: hoursFrom(start, 1, 2) });
    await book(client, world.bob, { deskId: 101, interval: hoursFrom(start, 2, 3) });
    await book(client, world.bob, { deskId: 102, interval: hoursFrom(start, 5, 6) });
    expect(await next()).toBe(plus(start, HOUR_US));
    expect(await run(1)).toEqual({ started: 0, ended: 0, more: false });

    clock.set(plus(start, HOUR_US));
    expect(await run(1)).toEqual({ started: 1, ended: 0, more: false });
    expect(await run(1, second)).toEqual({ started: 0, ended: 0, more: false });
    await eventually(() => statesOf(101).length === 1);
    expect(await next()).toBe(plus(start, 2 * HOUR_US));

    clock.set(plus(start, 2 * HOUR_US));
    expect(await run(2)).toEqual({ started: 1, ended: 1, more: false });
    await eventually(() => statesOf(101).length === 2);
    clock.set(plus(start, 3 * HOUR_US));
    await run(2);
    await eventually(() => statesOf(101).length === 3);
    expect(statesOf(101)).toEqual([world.alice.userId, world.bob.userId, 'free']);
  });

  it('that was missed is caught up: a booking that began and ended meanwhile leaves the desk free', async () => {
    clock.set(plus(start, 7 * HOUR_US));
    expect(await run(3)).toEqual({ started: 1, ended: 0, more: false });
    await eventually(() => statesOf(102).length === 1);
    expect(statesOf(102)).toEqual(['free']);
    expect(await next()).toBeUndefined();
  });

  it('is told by the newest holder of the lease alone, on every replica', async () => {
    await run(7);
    await expect(run(6, second)).rejects.toMatchObject({ reason: 'STALE' });
    await expect(run(0)).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
    expect((await run(7, second)).more).toBe(false);
  });

  it('never moves a cancelled booking', async () => {
    const booking = await book(client, world.alice, { deskId: 103, interval: hoursFrom(clock.now(), 1, 2) });
    await client.cancelBooking({ bookingId: booking.id, ifVersion: 0 }, testCall(world.alice));
    clock.advance(90 * 60 * 1e6);
    expect(await run(8)).toMatchObject({ started: 0, ended: 0 });
  });

  it('and an edit of the same booking never wait for each other', async () => {
    const booking = await book(client, world.alice, { deskId: 104, interval: hoursFrom(clock.now(), 1, 2) });
    clock.advance(HOUR_US);
    const { knex } = world.database;
    const waitsForALock = async (): Promise<boolean> => {
      const { rows } = await knex.raw<{ rows: unknown[] }>(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return rows.length > 0;
    };
    // As an edit holds them: the desk first, then the booking.
    const boundary = await knex.transaction(async (trx) => {
      await trx.raw('SELECT 1 FROM booking.desk_places WHERE desk_id = 104 FOR SHARE');
      const announcing = run(9);
      await eventually(waitsForALock);
      await trx.raw("SET LOCAL lock_timeout = '2s'");
      await trx.raw('UPDATE booking.bookings SET version = version + 1 WHERE id = ?', [booking.id]);
      return { announcing };
    });
    expect(await boundary.announcing).toMatchObject({ started: 1 });
    await eventually(() => statesOf(104).length === 1);
  });

  it('is the business of machines', async () => {
    for (const call of [
      client.runTransitions({ fencingToken: 99 }, testCall(world.alice)),
      client.getNextBoundary({}, testCall(world.alice)),
      client.reconcileLocks({}, testCall(world.alice)),
      client.cleanUp({}, testCall(world.alice)),
    ]) {
      await expect(call).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    }
  });
});
