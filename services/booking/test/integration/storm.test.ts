import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_US, DomainError, plus, systemClock, type Instant } from '@flexspace/kernel';
import { newEvent } from '@flexspace/messaging';
import { fromTimestamp } from '@flexspace/service-kit';
import { eventually, testCall, type SignedIn } from '@flexspace/testkit';
import { startBookingProcess, type BookingProcess } from '../support/booking-process.js';
import { hoursFrom, startWorld, tomorrow, type BookingWorld } from '../support/booking-world.js';
import { placeOf } from '../support/fake-catalog.js';

const CLIENTS = 64;
const STORM_MS = 20_000;
const DESKS = Array.from({ length: 20 }, (_, index) => 301 + index);
/** What a client may be told while others do the same to the same desks, and the service goes down twice. */
const EXPECTED = new Set([
  'SLOT_TAKEN',
  'NOT_FOUND',
  'NOT_OWNER',
  'STALE',
  'BOOKING_ELAPSED',
  'DESK_PERMANENT',
  'ROOM_UNDER_MAINTENANCE',
  'INVALID_REQUEST',
  'IN_USE',
  'UNAVAILABLE',
]);
/** A channel that the test itself closed with the process behind it is one that is away. */
const reasonOf = (error: unknown): string => {
  if (error instanceof DomainError) return error.reason;
  return String(error).includes('Channel has been shut down') ? 'UNAVAILABLE' : String(error);
};

let world: BookingWorld;
let current: BookingProcess;

beforeAll(async () => {
  world = await startWorld();
  for (const deskId of DESKS) world.catalog.places.set(deskId, placeOf(deskId, { roomId: 30, roomName: 'Room 30' }));
  current = await start();
});
afterAll(async () => {
  await current.kill();
  await world.close();
});

const start = (): Promise<BookingProcess> =>
  startBookingProcess(world.env, (client) => client.getDeskLock({ deskId: 301 }, testCall(world.alice)));

/** What an acknowledged change said about a booking, newest last. */
const said = new Map<number, { desk: number; start: Instant; end: Instant; version: number } | 'gone'>();
const surprises: string[] = [];

const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(Math.random() * items.length)];
const range = (day: Instant) => {
  const from = Math.floor(Math.random() * 40);
  return hoursFrom(day, from, from + 1 + Math.floor(Math.random() * 3));
};

/** One client: its own bookings, one change after the other, so that it knows what each of them was last said to be. */
const client = async (who: SignedIn, until: number, day: Instant): Promise<void> => {
  const mine = new Set<number>();
  const heard = (
    booking: { id: number; deskId: number; startTime?: unknown; endTime?: unknown; version: number },
    wire: Parameters<typeof fromTimestamp>[0][],
  ): void => {
    mine.add(booking.id);
    said.set(booking.id, {
      desk: booking.deskId,
      start: fromTimestamp(wire[0], 'start'),
      end: fromTimestamp(wire[1], 'end'),
      version: booking.version,
    });
  };
  const deeds: (() => Promise<void>)[] = [
    async () => {
      const booking = await current.client.createBooking(
        { deskId: pick(DESKS) ?? 0, interval: range(day), idempotencyKey: '' },
        testCall(who),
      );
      heard(booking, [booking.startTime, booking.endTime]);
    },
    async () => {
      const id = pick([...mine]);
      if (id === undefined) return;
      said.delete(id);
      const to = range(day);
      const booking = await current.client.changeBooking(
        { bookingId: id, startTime: to.startTime, endTime: to.endTime, deskId: pick(DESKS) ?? 0, ifVersion: 0 },
        testCall(who),
      );
      heard(booking, [booking.startTime, booking.endTime]);
    },
    async () => {
      const id = pick([...mine]);
      if (id === undefined) return;
      said.delete(id);
      const edited = await current.client.editIntervals(
        { bookingId: id, intervals: [range(day), range(day)], ifVersion: 0 },
        testCall(who),
      );
      for (const gone of edited.deletedIds) said.delete(gone);
    },
    async () => {
      await current.client.bulkCreateBookings(
        {
          deskIds: [pick(DESKS) ?? 0],
          intervals: [range(day), range(day), range(day)],
          atomic: Math.random() < 0.5,
          singleDesk: true,
          idempotencyKey: '',
        },
        testCall(who),
      );
    },
    async () => {
      const id = pick([...mine]);
      if (id === undefined) return;
      mine.delete(id);
      said.delete(id);
      await current.client.cancelBooking({ bookingId: id, ifVersion: 0 }, testCall(who));
      said.set(id, 'gone');
    },
  ];
  while (Date.now() < until) {
    try {
      await pick(deeds)?.();
    } catch (error) {
      const reason = reasonOf(error);
      if (!EXPECTED.has(reason)) surprises.push(reason);
      if (reason === 'UNAVAILABLE') await new Promise((resolve) => setImmediate(resolve));
    }
  }
};

/** Somebody who manages: gives desks away, takes them back, closes the room for a moment. */
const manager = async (until: number): Promise<void> => {
  let version = 1_000;
  while (Date.now() < until) {
    const deskId = pick(DESKS.slice(0, 3)) ?? 0;
    version += 1;
    try {
      await world.bus.publish(
        'catalog.v1.room.maintenance_changed.1',
        newEvent({
          at: systemClock.now(),
          locationId: 1,
          aggregateVersion: version,
          fact: { $case: 'maintenanceChanged', value: { roomId: 30, enabled: version % 8 === 0 } },
        }),
      );
      await current.client.assignPermanentDesk(
        { deskId, userId: world.alice.userId, cancelConflicting: false },
        testCall(world.bob),
      );
      await current.client.clearPermanentDesk({ deskId }, testCall(world.bob));
    } catch (error) {
      const reason = reasonOf(error);
      if (!EXPECTED.has(reason)) surprises.push(reason);
    }
  }
  await world.bus.publish(
    'catalog.v1.room.maintenance_changed.1',
    newEvent({
      at: systemClock.now(),
      locationId: 1,
      aggregateVersion: version + 1,
      fact: { $case: 'maintenanceChanged', value: { roomId: 30, enabled: false } },
    }),
  );
};

interface Row {
  readonly id: number;
  readonly desk_id: number;
  readonly start_at: Instant;
  readonly end_at: Instant;
  readonly cancelled_at: Instant | null;
  readonly version: number;
}

describe('a storm', () => {
  it('with the service killed twice ends with no overlap, everything acknowledged present, and the same told as stored', async () => {
    world.access.managers.add(world.bob.userId);
    const until = Date.now() + STORM_MS;
    const day = tomorrow();
    const clients = Array.from({ length: CLIENTS }, (_, index) =>
      // Days of their own for half of them, so that not all is refusal.
      client(index % 2 === 0 ? world.alice : world.bob, until, plus(day, (index % 8) * 2 * DAY_US)),
    );
    const managing = manager(until);
    for (const share of [0.35, 0.7]) {
      await eventually(() => Date.now() > until - STORM_MS * (1 - share), { withinMs: STORM_MS });
      await current.kill();
      current = await start();
    }
    await Promise.all([...clients, managing]);
    expect([...new Set(surprises)]).toEqual([]);

    const rows = await world.database.knex.withSchema('booking').from('bookings').select<Row[]>('*');
    const live = rows.filter((row) => row.cancelled_at === null);
    expect(live.length).toBeGreaterThan(20);
    for (const ofDesk of Map.groupBy(live, (row) => row.desk_id).values()) {
      const sorted = ofDesk.toSorted((a, b) => a.start_at - b.start_at);
      sorted.slice(1).forEach((row, index) => {
        expect(row.start_at).toBeGreaterThanOrEqual(sorted[index]?.end_at ?? 0);
      });
    }

    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const [id, last] of said) {
      const row = byId.get(id);
      if (last === 'gone') {
        // Absent when it was merged into a neighbour before it could be cancelled.
        if (row !== undefined) expect(row.cancelled_at).not.toBeNull();
      } else if (row !== undefined && row.cancelled_at === null && row.version === last.version) {
        expect(row).toMatchObject({ desk_id: last.desk, start_at: last.start, end_at: last.end });
      } else if (row !== undefined) {
        // Another change came after it: a neighbour of the same person was edited over it, or a manager cancelled it.
        expect(row.version).toBeGreaterThan(last.version);
      }
    }

    await eventually(
      () => {
        // The way a screen applies them: an older version changes nothing, and a desk only loses what it had.
        const told = new Map<number, { desk: number; start: Instant; end: Instant; version: number }>();
        for (const { fact } of world.events) {
          if (fact?.$case !== 'bookingsChanged') continue;
          for (const id of fact.value.deletedIds) if (told.get(id)?.desk === fact.value.deskId) told.delete(id);
          for (const one of fact.value.upserted) {
            if ((told.get(one.id)?.version ?? 0) > one.version) continue;
            told.set(one.id, {
              desk: one.deskId,
              start: fromTimestamp(one.startTime, 'start'),
              end: fromTimestamp(one.endTime, 'end'),
              version: one.version,
            });
          }
        }
        const stored = new Map(
          live.map((row) => [
            row.id,
            { desk: row.desk_id, start: row.start_at, end: row.end_at, version: row.version },
          ]),
        );
        expect(told).toEqual(stored);
      },
      { withinMs: 20_000 },
    );
  });
});
