import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Booking } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Knex } from '@flexspace/database';
import { deskId, instant, type Instant } from '@flexspace/kernel';
import { eventually, testCall } from '@flexspace/testkit';
import { letGo } from '../../src/storage/desk-holds.js';
import {
  book,
  createRequest,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';
import { placeOf } from '../support/fake-catalog.js';

let world: BookingWorld;
let client: BookingClient;
let other: BookingClient;
let day: Instant;

beforeAll(async () => {
  world = await startWorld();
  client = (await world.boot()).client;
  other = (await world.boot()).client;
  day = tomorrow();
});
afterAll(async () => {
  await world.close();
});

/** A desk for each test. */
let desk = 200;
beforeEach(() => {
  desk += 1;
  world.catalog.places.set(desk, placeOf(desk));
});

const withhold = (...deskIds: number[]) => client.withholdDesks({ deskIds }, testCall(world.machine));
const at = (hour: number) => hoursFrom(day, hour, hour + 1);
const sql = async <Row>(executor: Knex, statement: string, ...values: readonly Knex.Value[]): Promise<readonly Row[]> =>
  (await executor.raw<{ rows: Row[] }>(statement, values)).rows;
const holdOf = async (id: number): Promise<Instant | null | undefined> => {
  const [row] = await sql<{ withheld_until: Instant | null }>(
    world.database.knex,
    'SELECT withheld_until FROM booking.desk_places WHERE desk_id = ?',
    id,
  );
  return row?.withheld_until;
};
/** As the removal that catalog decides about does it, or did it so many seconds ago. */
const hold = (executor: Knex, seconds = 10) =>
  sql(
    executor,
    `UPDATE booking.desk_places SET withheld_until = now() + ? * interval '1 second' WHERE desk_id = ?`,
    seconds,
    desk,
  );
const liveOn = async (id: number): Promise<number> => {
  const [row] = await sql<{ count: number }>(
    world.database.knex,
    'SELECT count(*) AS count FROM booking.bookings WHERE desk_id = ? AND cancelled_at IS NULL',
    id,
  );
  return row?.count ?? 0;
};
const someoneWaits = async (): Promise<boolean> => {
  const rows = await sql(
    world.database.knex,
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
};

const UNDECIDED = { reason: 'UNAVAILABLE', details: { retryAfterSeconds: 1 } };

const bulk = (idempotencyKey: string, deskIds = [desk]) =>
  other.bulkCreateBookings(
    { deskIds, intervals: [at(40), at(42)], atomic: false, singleDesk: deskIds.length === 1, idempotencyKey },
    testCall(world.alice),
  );
const edit = (mine: Booking, ...hours: number[]) =>
  other.editIntervals({ bookingId: mine.id, intervals: hours.map(at), ifVersion: 0 }, testCall(world.alice));
const change = (mine: Booking, to: { readonly deskId?: number; readonly until?: number }) =>
  other.changeBooking(
    {
      bookingId: mine.id,
      startTime: undefined,
      endTime: to.until === undefined ? undefined : at(to.until).endTime,
      deskId: to.deskId,
      ifVersion: 0,
    },
    testCall(world.alice),
  );

/** Every way for time to be booked on a desk, by somebody who has bookings there and elsewhere. */
const WAYS: Readonly<Record<string, (mine: Booking, elsewhere: Booking) => Promise<unknown>>> = {
  'a booking': () => book(other, world.alice, { deskId: desk, interval: at(30) }),
  'a booking under a key': () => other.createBooking(createRequest(desk, at(30), `one-${desk}`), testCall(world.alice)),
  'a bulk': () => bulk(''),
  'a bulk under a key': () => bulk(`many-${desk}`),
  'a bulk on many desks': () => bulk('', [101, desk]),
  'a longer booking': (mine) => change(mine, { until: 9 }),
  'a booking that moves here': (_mine, elsewhere) => change(elsewhere, { deskId: desk }),
  'an interval more': (mine) => edit(mine, 8, 20),
  'a longer interval': (mine) => edit(mine, 8, 9),
};
const prepare = async (): Promise<[Booking, Booking]> => [
  await book(other, world.alice, { deskId: desk, interval: at(8) }),
  await book(other, world.alice, { deskId: 102, interval: at(100 + desk) }),
];

describe('a desk that is withheld', () => {
  it.each(Object.entries(WAYS))('refuses %s, at a replica that remembers it as free', async (_way, take) => {
    const made = await prepare();
    await hold(world.database.knex);
    await expect(take(...made)).rejects.toMatchObject(UNDECIDED);
    expect(await liveOn(desk)).toBe(1);
    await sql(world.database.knex, 'UPDATE booking.desk_places SET withheld_until = NULL WHERE desk_id = ?', desk);
    await take(...made);
  });

  it.each(Object.entries(WAYS))('refuses %s that is under way when the hold comes', async (_way, take) => {
    const made = await prepare();
    const { refused } = await world.database.transaction(async (trx) => {
      await hold(trx);
      const taking = expect(take(...made)).rejects.toMatchObject(UNDECIDED);
      await eventually(someoneWaits);
      return { refused: taking };
    });
    await refused;
    expect(await liveOn(desk)).toBe(1);
  });

  it('gives back time, and lets bookings go', async () => {
    const [mine, elsewhere] = await prepare();
    const long = await change(mine, { until: 11 });
    await hold(world.database.knex);
    await edit(long, 8, 10);
    await change(mine, { deskId: 103 });
    await other.cancelBooking({ bookingId: mine.id, ifVersion: 0 }, testCall(world.alice));
    await change(elsewhere, { deskId: 104 });
    expect(await liveOn(desk)).toBe(1);
  });
});

describe('withholding desks', () => {
  /** A desk that is known and remembered, with nothing to come. */
  const emptied = async (): Promise<void> => {
    const { id } = await book(other, world.alice, { deskId: desk, interval: at(8) });
    await other.cancelBooking({ bookingId: id, ifVersion: 0 }, testCall(world.alice));
  };

  it('counts what is to come and what runs, and then does nothing', async () => {
    const neighbour = desk + 300;
    world.catalog.places.set(neighbour, placeOf(neighbour));
    const [mine] = await prepare();
    expect(await withhold(desk, neighbour)).toEqual({ upcomingCount: 1, heldMs: 0 });
    await change(mine, { until: 9 });
    await book(client, world.bob, { deskId: neighbour, interval: at(3) });
    expect(await withhold(desk, neighbour)).toEqual({ upcomingCount: 2, heldMs: 0 });
    expect([await holdOf(desk), await holdOf(neighbour)]).toEqual([null, null]);
  });

  it('keeps desks from everybody at every replica, also desks of which it never heard', async () => {
    await emptied();
    const unheard = desk + 300;
    world.catalog.places.set(unheard, placeOf(unheard));
    const { upcomingCount, heldMs } = await withhold(unheard, desk, 999_999);
    expect(upcomingCount).toBe(0);
    expect(heldMs).toBeGreaterThan(0);
    for (const deskIdOf of [desk, unheard]) {
      for (const replica of [client, other]) {
        const next = book(replica, world.bob, { deskId: deskIdOf, interval: at(8) });
        await expect(next).rejects.toMatchObject(UNDECIDED);
      }
    }
  });

  it('waits for a booking that is being written, and counts it', async () => {
    await emptied();
    const { answer } = await world.database.transaction(async (trx) => {
      await sql(trx, 'SELECT FROM booking.desk_places WHERE desk_id = ? FOR SHARE', desk);
      await sql(
        trx,
        `INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
         VALUES (?, 1, 20, ?, ?, now() + interval '1 day', now() + interval '2 days', 0)`,
        1_000_000 + desk,
        desk,
        world.alice.userId,
      );
      const asked = withhold(desk);
      await eventually(someoneWaits);
      return { answer: asked };
    });
    expect(await answer).toEqual({ upcomingCount: 1, heldMs: 0 });
    expect(await holdOf(desk)).toBeNull();
  });

  it('does not wait for ever, and withholds nothing then', async () => {
    await emptied();
    await world.database.transaction(async (trx) => {
      await sql(trx, 'SELECT FROM booking.desk_places WHERE desk_id = ? FOR SHARE', desk);
      await expect(withhold(desk)).rejects.toMatchObject({ reason: 'TIMEOUT' });
    });
    expect(await holdOf(desk)).toBeNull();
  });

  it('never makes a hold shorter', async () => {
    await withhold(desk);
    await hold(world.database.knex, 3_600);
    const before = await holdOf(desk);
    await withhold(desk);
    expect(await holdOf(desk)).toBe(before);
  });

  it('is for machines, and names what is wrong with the request', async () => {
    const byPerson = client.withholdDesks({ deskIds: [desk] }, testCall(world.alice));
    await expect(byPerson).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    await expect(withhold()).rejects.toMatchObject({ details: { violations: [{ path: 'desk_ids' }] } });
    await expect(withhold(1, -1)).rejects.toMatchObject({ details: { violations: [{ path: 'desk_ids[1]' }] } });
    const many = Array.from({ length: 100_001 }, (_, index) => index + 1);
    await expect(withhold(...many)).rejects.toMatchObject({ details: { violations: [{ path: 'desk_ids' }] } });
  });
});

describe('a hold that is over', () => {
  const overdue = async (): Promise<void> => {
    await withhold(desk);
    await hold(world.database.knex, -1);
    world.catalog.asked.settled = 0;
  };

  it('ends when catalog says that the desk is still there', async () => {
    await overdue();
    await book(other, world.alice, { deskId: desk, interval: at(8) });
    expect(await holdOf(desk)).toBeNull();
    await book(client, world.alice, { deskId: desk, interval: at(10) });
    expect(world.catalog.asked.settled).toBe(1);
  });

  it('keeps a desk that catalog removed, though nobody told of it, from being booked', async () => {
    await overdue();
    world.catalog.places.delete(desk);
    for (const hour of [8, 9]) {
      const next = book(other, world.alice, { deskId: desk, interval: at(hour) });
      await expect(next).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    }
    await expect(bulk('')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('stays while catalog is away, and what only looks at the desk goes on', async () => {
    await overdue();
    world.catalog.state.away = true;
    try {
      await expect(book(other, world.alice, { deskId: desk, interval: at(8) })).rejects.toMatchObject(UNDECIDED);
      const startOn = new Date(Date.now()).toISOString().slice(0, 10);
      await other.getAvailability({ roomId: 0, deskId: desk, startOn, days: 1 }, testCall(world.alice));
    } finally {
      world.catalog.state.away = false;
    }
    await book(other, world.alice, { deskId: desk, interval: at(8) });
  });

  it('is left alone when the desk is withheld once more meanwhile', async () => {
    await overdue();
    const seen = await holdOf(desk);
    await withhold(desk);
    const again = await holdOf(desk);
    await letGo(world.database.knex, [{ deskId: deskId(desk), withheldUntil: instant(seen ?? 0) }]);
    expect(await holdOf(desk)).toBe(again);
    await letGo(world.database.knex, [{ deskId: deskId(desk), withheldUntil: instant(again ?? 0) }]);
    expect(await holdOf(desk)).toBeNull();
  });
});
