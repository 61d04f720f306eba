import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_US, instant, parseInstant, plus, systemClock, type Instant } from '@flexspace/kernel';
import { fromTimestamp, toTimestamp, toWireInterval } from '@flexspace/service-kit';
import { FakeClock, testCall } from '@flexspace/testkit';
import { placeOf } from '../support/fake-catalog.js';
import { book, hoursFrom, startWorld, type BookingClient, type BookingWorld } from '../support/booking-world.js';

let world: BookingWorld;
let client: BookingClient;
let clock: FakeClock;
let now: Instant;

const at = (text: string): Instant => {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

beforeAll(async () => {
  // A winter morning before both of the year's changes of clocks.
  now = at('2027-03-01T08:00:00Z');
  clock = new FakeClock(now);
  world = await startWorld();
  world.catalog.places.set(
    201,
    placeOf(201, { locationId: 2, locationName: 'Kolkata', timezone: 'Asia/Kolkata', roomName: 'Room 20' }),
  );
  client = (await world.boot({ clock })).client;
  await book(client, world.alice, { deskId: 101, interval: hoursFrom(now, 0, 2) });
  await book(client, world.bob, { deskId: 102, interval: hoursFrom(now, 3, 4) });
  // Never booked: known because somebody asked about it.
  await client.getDeskLock({ deskId: 103 }, testCall(world.alice));
});
afterAll(async () => {
  await world.close();
});

const days = async (question: { roomId?: number; deskId?: number; startOn: string; days: number }) =>
  client.getAvailability({ roomId: 0, deskId: 0, ...question }, testCall(world.alice));

describe('a room', () => {
  it('shows each desk now: who has it and until when, or when the next one comes', async () => {
    const state = await client.getRoomState({ roomId: 10, locationId: 1 }, testCall(world.bob));
    expect(state.desks.map((desk) => [desk.deskId, desk.isBooked, desk.bookedBy?.id])).toEqual([
      [101, true, world.alice.userId],
      [102, false, undefined],
      [103, false, undefined],
    ]);
    expect(fromTimestamp(state.desks[0]?.until, 'until')).toBe(plus(now, 2 * HOUR_US));
    expect(fromTimestamp(state.desks[1]?.until, 'until')).toBe(plus(now, 3 * HOUR_US));
    expect(state.desks[2]?.until).toBeUndefined();
    expect(state.availableDeskCount).toBe(2);
  });

  it('shows another moment and a range', async () => {
    const moment = await client.getRoomState(
      { roomId: 10, locationId: 1, at: toTimestamp(plus(now, 3 * HOUR_US)) },
      testCall(world.bob),
    );
    expect(moment.desks.map((desk) => desk.isBooked)).toEqual([false, true, false]);
    const range = await client.getRoomState(
      { roomId: 10, locationId: 1, during: hoursFrom(now, 1, 4) },
      testCall(world.bob),
    );
    expect(range.desks.map((desk) => desk.isBooked)).toEqual([true, true, false]);
    expect(range.availableDeskCount).toBe(1);
  });

  it('is absent for those who may not see it', async () => {
    world.access.closedLocations.add(1);
    for (const call of [
      client.getRoomState({ roomId: 10, locationId: 1 }, testCall(world.bob)),
      days({ roomId: 10, startOn: '', days: 1 }),
      days({ deskId: 101, startOn: '', days: 1 }),
      client.getDeskLock({ deskId: 101 }, testCall(world.bob)),
    ]) {
      await expect(call).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    }
    expect((await client.countRooms({ roomIds: [], locationId: 0 }, testCall(world.bob))).rooms).toEqual([]);
    world.access.closedLocations.clear();
  });

  it('counts what is free: not booked now, not permanent, not under maintenance', async () => {
    const count = async () => (await client.countRooms({ roomIds: [10], locationId: 0 }, testCall(world.bob))).rooms;
    expect(await count()).toMatchObject([
      { roomId: 10, locationId: 1, deskCount: 3, takenDeskCount: 1, availableDeskCount: 2 },
    ]);
    world.access.managers.add(world.bob.userId);
    await client.assignPermanentDesk(
      { deskId: 103, userId: world.alice.userId, cancelConflicting: false },
      testCall(world.bob),
    );
    expect((await count())[0]?.availableDeskCount).toBe(1);
    await client.clearPermanentDesk({ deskId: 103 }, testCall(world.bob));
    world.access.managers.clear();
    expect((await count())[0]?.availableDeskCount).toBe(2);
  });

  it('counts upcoming and ongoing bookings below a place', async () => {
    const none = { locationId: 0, floorId: 0, roomIds: [], deskIds: [] };
    const count = async (more: object) =>
      (await client.countUpcomingBookings({ ...none, ...more }, testCall(world.bob))).count;
    expect([
      await count({ locationId: 1 }),
      await count({ floorId: 5 }),
      await count({ roomIds: [10] }),
      await count({ deskIds: [101, 103] }),
      await count({}),
    ]).toEqual([2, 2, 2, 1, 0]);
  });
});

describe('availability', () => {
  it('is by days of the location, cut at its midnights', async () => {
    const answer = await days({ roomId: 10, startOn: '2027-03-01', days: 2 });
    expect(answer.timezone).toBe('Europe/Berlin');
    const first = answer.desks.find((desk) => desk.deskId === 101);
    expect(first?.days).toEqual([
      { date: '2027-03-01', available: false, busy: [hoursFrom(now, 0, 2)] },
      { date: '2027-03-02', available: true, busy: [] },
    ]);
    expect(answer.desks.map((desk) => desk.name)).toEqual(['A1', 'A2', 'A3']);
  });

  it('has a day of 23 hours in spring and one of 25 in autumn', async () => {
    // 31 March 2027 is past; Berlin changes on 28 March and 31 October.
    const spring = toWireInterval({ start: at('2027-03-27T22:00:00Z'), end: at('2027-03-28T22:30:00Z') });
    await book(client, world.alice, { deskId: 104, interval: spring });
    const { desks } = await days({ deskId: 104, startOn: '2027-03-27', days: 3 });
    expect(desks[0]?.days.map((day) => day.busy)).toEqual([
      [toWireInterval({ start: at('2027-03-27T22:00:00Z'), end: at('2027-03-27T23:00:00Z') })],
      [toWireInterval({ start: at('2027-03-27T23:00:00Z'), end: at('2027-03-28T22:00:00Z') })],
      [toWireInterval({ start: at('2027-03-28T22:00:00Z'), end: at('2027-03-28T22:30:00Z') })],
    ]);
    const autumn = toWireInterval({ start: at('2027-10-30T22:00:00Z'), end: at('2027-10-31T23:00:00Z') });
    await book(client, world.alice, { deskId: 104, interval: autumn });
    const later = await days({ deskId: 104, startOn: '2027-10-30', days: 3 });
    expect(later.desks[0]?.days.map((day) => day.available)).toEqual([true, false, true]);
  });

  it('is right in a half-hour zone', async () => {
    // Midnight in Kolkata is 18:30 UTC.
    const interval = toWireInterval({ start: at('2027-03-02T18:00:00Z'), end: at('2027-03-02T19:00:00Z') });
    await book(client, world.alice, { deskId: 201, interval });
    const { desks, timezone } = await days({ deskId: 201, startOn: '2027-03-02', days: 2 });
    expect(timezone).toBe('Asia/Kolkata');
    expect(desks[0]?.days.map((day) => day.busy.map((busy) => busy.endTime))).toEqual([
      [toTimestamp(at('2027-03-02T18:30:00Z'))],
      [toTimestamp(at('2027-03-02T19:00:00Z'))],
    ]);
  });

  it('refuses dates that are none and numbers of days out of bounds', async () => {
    for (const [startOn, count] of [
      ['2027-02-30', 1],
      ['1.3.2027', 1],
      ['2027-03-01', 63],
      ['2027-03-01', -1],
    ] as const) {
      await expect(days({ roomId: 10, startOn, days: count })).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
    }
    await expect(days({ startOn: '', days: 1 })).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
    expect(systemClock.now()).toBeGreaterThan(instant(0));
  });
});
