import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Booking } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Interval } from '@flexspace/contracts/flexspace/common/v1/common';
import { HOUR_US, plus, systemClock, type Instant } from '@flexspace/kernel';
import { newEvent } from '@flexspace/messaging';
import { toTimestamp, toWireInterval } from '@flexspace/service-kit';
import { eventually, testCall, type SignedIn } from '@flexspace/testkit';
import {
  book,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';
import { placeOf } from '../support/fake-catalog.js';

let world: BookingWorld;
let client: BookingClient;
let day: Instant;
let version = 1_000;

beforeAll(async () => {
  world = await startWorld();
  world.catalog.places.set(201, placeOf(201));
  world.catalog.places.set(202, placeOf(202));
  client = (await world.boot()).client;
  day = tomorrow();
});
afterAll(async () => {
  await world.close();
});

const setMaintenance = async (enabled: boolean): Promise<void> => {
  version += 1;
  await world.bus.publish(
    'catalog.v1.room.maintenance_changed.1',
    newEvent({
      at: systemClock.now(),
      locationId: 1,
      aggregateVersion: version,
      fact: { $case: 'maintenanceChanged', value: { roomId: 10, enabled } },
    }),
  );
  await eventually(async () => {
    const rows = await world.database.knex
      .withSchema('booking')
      .from('room_places')
      .where({ room_id: 10, under_maintenance: enabled });
    return rows.length === 1;
  });
};
const change = (
  booking: Booking,
  more: { readonly start?: number; readonly end?: number; readonly deskId?: number },
  who: SignedIn = world.alice,
): Promise<Booking> =>
  client.changeBooking(
    {
      bookingId: booking.id,
      startTime: more.start === undefined ? undefined : toTimestamp(plus(day, more.start * HOUR_US)),
      endTime: more.end === undefined ? undefined : toTimestamp(plus(day, more.end * HOUR_US)),
      deskId: more.deskId,
      ifVersion: 0,
    },
    testCall(who),
  );
const edit = (booking: Booking, intervals: Interval[]) =>
  client.editIntervals({ bookingId: booking.id, intervals, ifVersion: 0 }, testCall(world.alice));
const bulk = (deskIds: number[], who: SignedIn = world.alice) =>
  client.bulkCreateBookings(
    {
      deskIds,
      intervals: [hoursFrom(day, 70, 71)],
      atomic: false,
      singleDesk: deskIds.length === 1,
      idempotencyKey: '',
    },
    testCall(who),
  );
/** The free count that was announced last. */
const announcedFree = (): number | undefined =>
  world.events
    .flatMap(({ fact }) =>
      fact?.$case === 'roomAvailabilityChanged' && fact.value.roomId === 10 ? [fact.value.availableDeskCount] : [],
    )
    .at(-1);

describe('a room under maintenance', () => {
  const refused = { reason: 'ROOM_UNDER_MAINTENANCE' };
  let mine: Booking;
  let leaving: Booking;
  let elsewhere: Booking;

  beforeAll(async () => {
    mine = await book(client, world.alice, { deskId: 101, interval: hoursFrom(day, 8, 18) });
    leaving = await book(client, world.alice, { deskId: 102, interval: hoursFrom(day, 8, 12) });
    elsewhere = await book(client, world.alice, { deskId: 201, interval: hoursFrom(day, 30, 32) });
    world.access.managers.add(world.bob.userId);
    await setMaintenance(true);
  });
  afterAll(async () => {
    await setMaintenance(false);
    world.access.managers.clear();
  });

  it('takes no new time from anybody, managers included', async () => {
    const interval = hoursFrom(day, 50, 51);
    for (const who of [world.alice, world.bob]) {
      await expect(book(client, who, { deskId: 103, interval })).rejects.toMatchObject(refused);
      await expect(client.lockDesk({ deskId: 103 }, testCall(who))).rejects.toMatchObject(refused);
      await expect(bulk([103], who)).rejects.toMatchObject(refused);
      await expect(change(mine, { end: 19 }, who)).rejects.toMatchObject(refused);
      await expect(change(elsewhere, { deskId: 103 }, who)).rejects.toMatchObject(refused);
    }
    await expect(edit(mine, [hoursFrom(day, 8, 19)])).rejects.toMatchObject(refused);
    expect((await bulk([103, 202])).results.map((row) => row.reason)).toEqual(['ROOM_UNDER_MAINTENANCE', '']);
  });

  it('keeps the bookings that are there, which may give time back, leave and be cancelled', async () => {
    const kept = await client.getBooking({ bookingId: mine.id }, testCall(world.alice));
    expect(kept.version).toBe(1);
    expect((await change(mine, { end: 17 })).version).toBe(2);
    const split = await edit(mine, [hoursFrom(day, 8, 10), hoursFrom(day, 12, 17)]);
    expect(split.createdIds).toHaveLength(1);
    expect((await change(leaving, { deskId: 202 })).deskId).toBe(202);
    await client.cancelBooking({ bookingId: mine.id, ifVersion: 0 }, testCall(world.alice));
  });

  it('has no free desk, and that is announced', async () => {
    const { rooms } = await client.countRooms({ roomIds: [10], locationId: 0 }, testCall(world.alice));
    expect(rooms[0]).toMatchObject({ deskCount: 3, availableDeskCount: 0 });
    await eventually(() => announcedFree() === 0);
    await setMaintenance(false);
    await eventually(() => announcedFree() === 3);
  });
});

describe('a desk that becomes one person’s', () => {
  const assign = (deskId: number, who: SignedIn, cancelConflicting: boolean) =>
    client.assignPermanentDesk({ deskId, userId: who.userId, cancelConflicting }, testCall(world.bob));

  beforeAll(() => {
    world.access.managers.add(world.bob.userId);
  });
  afterAll(() => {
    world.access.managers.clear();
  });

  it('keeps who sits there until they go, and they get no more time', async () => {
    const now = systemClock.now();
    const interval = toWireInterval({ start: now, end: plus(now, 4 * HOUR_US) });
    const running = await book(client, world.bob, { deskId: 105, interval });
    const later = await book(client, world.bob, { deskId: 105, interval: hoursFrom(day, 8, 9) });
    await expect(assign(105, world.alice, false)).rejects.toMatchObject({
      reason: 'IN_USE',
      details: { affectedCount: 1 },
    });
    await assign(105, world.alice, true);
    expect((await client.getBooking({ bookingId: later.id }, testCall(world.bob))).version).toBe(2);
    await eventually(() =>
      world.events.some(({ fact }) => fact?.$case === 'bookingsChanged' && fact.value.deletedIds.includes(later.id)),
    );
    const end = (hours: number) =>
      client.changeBooking(
        {
          bookingId: running.id,
          startTime: undefined,
          endTime: toTimestamp(plus(now, hours * HOUR_US)),
          deskId: undefined,
          ifVersion: 0,
        },
        testCall(world.bob),
      );
    await expect(end(5)).rejects.toMatchObject({ reason: 'DESK_PERMANENT' });
    expect((await end(3)).version).toBe(2);
  });

  it('keeps the bookings of whom it is given to, and passes from one to another by the same rule', async () => {
    const hers = await book(client, world.alice, { deskId: 106, interval: hoursFrom(day, 8, 9) });
    await assign(106, world.alice, false);
    await assign(106, world.alice, false);
    expect((await client.getBooking({ bookingId: hers.id }, testCall(world.alice))).version).toBe(1);
    await expect(assign(106, world.bob, false)).rejects.toMatchObject({ reason: 'IN_USE' });
    await assign(106, world.bob, true);
    expect((await client.getBooking({ bookingId: hers.id }, testCall(world.alice))).version).toBe(2);
    await client.clearPermanentDesk({ deskId: 106 }, testCall(world.bob));
    await client.clearPermanentDesk({ deskId: 106 }, testCall(world.bob));
    await book(client, world.alice, { deskId: 106, interval: hoursFrom(day, 10, 11) });
    const told = (): (string | undefined)[] =>
      world.events.flatMap(({ fact }) =>
        fact?.$case === 'permanentDeskChanged' && fact.value.deskId === 106 ? [fact.value.assignee?.id] : [],
      );
    await eventually(() => told().length >= 3);
    expect(told()).toEqual([world.alice.userId, world.bob.userId, undefined]);
  });
});
