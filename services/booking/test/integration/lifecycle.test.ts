import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BookingStatus, type ListBookingsRequest } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { DAY_US, HOUR_US, instant, MINUTE_US, plus, systemClock } from '@flexspace/kernel';
import { fromTimestamp, toTimestamp, toWireInterval } from '@flexspace/service-kit';
import { eventually, FakeClock, testCall } from '@flexspace/testkit';
import {
  book,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';

let world: BookingWorld;
let client: BookingClient;
let clock: FakeClock;

beforeAll(async () => {
  clock = new FakeClock(systemClock.now());
  world = await startWorld();
  client = (await world.boot({ clock })).client;
});
afterAll(async () => {
  await world.close();
});

const listRequest = (more: Partial<ListBookingsRequest>): ListBookingsRequest => ({
  deskId: 0,
  roomId: 0,
  locationId: 0,
  ownOnly: false,
  userId: '',
  status: BookingStatus.BOOKING_STATUS_UNSPECIFIED,
  pageSize: 0,
  pageToken: '',
  ...more,
});
const change = (bookingId: number, more: { start?: number; end?: number; deskId?: number; ifVersion?: number }) => ({
  bookingId,
  startTime: more.start === undefined ? undefined : toTimestamp(instant(more.start)),
  endTime: more.end === undefined ? undefined : toTimestamp(instant(more.end)),
  deskId: more.deskId,
  ifVersion: more.ifVersion ?? 0,
});

describe('a booking', () => {
  it('carries the names of its place, and is announced once it is there', async () => {
    const booking = await book(client, world.alice, { deskId: 101, interval: hoursFrom(tomorrow(), 9, 12) });
    expect(booking).toMatchObject({
      deskName: 'A1',
      roomName: 'Room 10',
      floorName: 'Floor 5',
      locationName: 'Berlin',
      locationTimezone: 'Europe/Berlin',
      user: { id: world.alice.userId },
      status: BookingStatus.BOOKING_STATUS_UPCOMING,
      version: 1,
    });
    const event = await eventually(() => {
      const found = world.events.find(
        ({ fact }) => fact?.$case === 'bookingsChanged' && fact.value.upserted.some((one) => one.id === booking.id),
      );
      return found ?? false;
    });
    expect(event.fact).toMatchObject({ value: { upserted: [booking], status: undefined } });
  });

  it.each([
    ['that began two minutes ago', -2 * MINUTE_US, HOUR_US, 'start_time'],
    ['that is over', -2 * HOUR_US, -HOUR_US, 'start_time'],
    ['of 32 days', HOUR_US, 32 * DAY_US + HOUR_US, 'end_time'],
    ['beyond the horizon', 366 * DAY_US, 366 * DAY_US + HOUR_US, 'start_time'],
  ])('%s is refused by name', async (_, from, until, path) => {
    const interval = toWireInterval({ start: plus(clock.now(), from), end: plus(clock.now(), until) });
    await expect(book(client, world.alice, { deskId: 102, interval })).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      details: { violations: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
  });

  it('may begin now, and is active and announced as such', async () => {
    const interval = toWireInterval({ start: plus(clock.now(), -30_000_000), end: plus(clock.now(), HOUR_US) });
    const booking = await book(client, world.alice, { deskId: 103, interval });
    expect(booking.status).toBe(BookingStatus.BOOKING_STATUS_ACTIVE);
    await eventually(() =>
      world.events.some(
        ({ fact }) =>
          fact?.$case === 'bookingsChanged' && fact.value.status?.deskId === 103 && fact.value.status.isBooked,
      ),
    );
    await eventually(() =>
      world.events.some(({ fact }) => fact?.$case === 'roomAvailabilityChanged' && fact.value.roomId === 10),
    );
  });

  it('of a desk that nobody knows is NOT_FOUND, behind a closed gate it is refused with the gate', async () => {
    const interval = hoursFrom(tomorrow(), 9, 10);
    await expect(book(client, world.alice, { deskId: 999, interval })).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    world.access.closedLocations.add(1);
    await expect(book(client, world.alice, { deskId: 104, interval })).rejects.toMatchObject({
      reason: 'LOCATION_GATE',
    });
    world.access.closedLocations.clear();
    world.access.closedRooms.add(10);
    await expect(book(client, world.alice, { deskId: 104, interval })).rejects.toMatchObject({ reason: 'ROOM_GATE' });
    world.access.closedRooms.clear();
  });

  it('keeps microseconds', async () => {
    const start = plus(tomorrow(), 20 * HOUR_US + 123_457);
    const interval = toWireInterval({ start, end: plus(start, HOUR_US) });
    const booking = await book(client, world.alice, { deskId: 104, interval });
    const again = await client.getBooking({ bookingId: booking.id }, testCall(world.alice));
    expect(fromTimestamp(again.startTime, 'start')).toBe(start);
  });

  it('is changed and cancelled by its owner and by managers, and by nobody else', async () => {
    const day = tomorrow();
    const booking = await book(client, world.alice, { deskId: 105, interval: hoursFrom(day, 9, 12) });
    const shorter = change(booking.id, { end: plus(day, 11 * HOUR_US) });
    await expect(client.changeBooking(shorter, testCall(world.bob))).rejects.toMatchObject({ reason: 'NOT_OWNER' });
    const changed = await client.changeBooking(shorter, testCall(world.alice));
    expect(changed.version).toBe(2);
    await expect(
      client.changeBooking(change(booking.id, { end: plus(day, 13 * HOUR_US), ifVersion: 1 }), testCall(world.alice)),
    ).rejects.toMatchObject({ reason: 'STALE' });
    const moved = await client.changeBooking(change(booking.id, { deskId: 106 }), testCall(world.alice));
    expect(moved).toMatchObject({ deskId: 106, deskName: 'A6', version: 3 });

    await expect(
      client.cancelBooking({ bookingId: booking.id, ifVersion: 0 }, testCall(world.bob)),
    ).rejects.toMatchObject({
      reason: 'NOT_OWNER',
    });
    world.access.managers.add(world.bob.userId);
    const cancelled = await client.cancelBooking({ bookingId: booking.id, ifVersion: 3 }, testCall(world.bob));
    world.access.managers.clear();
    expect(cancelled.status).toBe(BookingStatus.BOOKING_STATUS_CANCELLED);
    await book(client, world.bob, { deskId: 106, interval: hoursFrom(day, 9, 12) });
    await expect(client.getBooking({ bookingId: booking.id }, testCall(world.bob))).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
    expect((await client.getBooking({ bookingId: booking.id }, testCall(world.alice))).status).toBe(
      BookingStatus.BOOKING_STATUS_CANCELLED,
    );
  });

  it('that runs keeps its start and its desk, may end earlier or later but not in the past; one that is over is read-only', async () => {
    const start = clock.now();
    const booking = await book(client, world.alice, {
      deskId: 107,
      interval: toWireInterval({ start, end: plus(start, 4 * HOUR_US) }),
    });
    clock.advance(HOUR_US);
    const refused = (wanted: Parameters<typeof change>[1]) =>
      client.changeBooking(change(booking.id, wanted), testCall(world.alice));
    await expect(refused({ start: plus(start, 2 * HOUR_US) })).rejects.toMatchObject({ reason: 'BOOKING_STARTED' });
    await expect(refused({ deskId: 108 })).rejects.toMatchObject({ reason: 'BOOKING_STARTED' });
    await expect(refused({ end: plus(start, HOUR_US / 2) })).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
    expect((await refused({ end: plus(start, 5 * HOUR_US) })).version).toBe(2);
    expect((await refused({ end: plus(start, 2 * HOUR_US) })).version).toBe(3);
    clock.advance(2 * HOUR_US);
    await expect(refused({ end: plus(start, 9 * HOUR_US) })).rejects.toMatchObject({ reason: 'BOOKING_ELAPSED' });
    await expect(
      client.cancelBooking({ bookingId: booking.id, ifVersion: 0 }, testCall(world.alice)),
    ).rejects.toMatchObject({ reason: 'BOOKING_ELAPSED' });
    clock.set(systemClock.now());
  });

  it('checks new time for its owner, also when a manager asks, and gives time back without asking', async () => {
    const day = tomorrow();
    const booking = await book(client, world.alice, { deskId: 108, interval: hoursFrom(day, 9, 12) });
    world.access.managers.add(world.bob.userId);
    world.access.closedRooms.add(10);
    await expect(
      client.changeBooking(change(booking.id, { end: plus(day, 13 * HOUR_US) }), testCall(world.bob)),
    ).rejects.toMatchObject({ reason: 'ROOM_GATE' });
    const less = await client.changeBooking(change(booking.id, { end: plus(day, 11 * HOUR_US) }), testCall(world.bob));
    expect(less.version).toBe(2);
    world.access.managers.clear();
    world.access.closedRooms.clear();
  });
});

describe('lists', () => {
  it('page through own bookings by start without a gap or a repetition', async () => {
    const day = plus(tomorrow(), 40 * DAY_US);
    for (let hour = 0; hour < 7; hour += 1) {
      await book(client, world.bob, { deskId: 109, interval: hoursFrom(day, hour, hour + 1) });
    }
    const seen: number[] = [];
    let pageToken = '';
    do {
      const page = await client.listBookings(
        listRequest({ ownOnly: true, deskId: 109, pageSize: 3, pageToken }),
        testCall(world.bob),
      );
      seen.push(...page.bookings.map((one) => one.id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('show a place to those who see it, and to others nothing but their own', async () => {
    const all = await client.listBookings(listRequest({ deskId: 109 }), testCall(world.alice));
    expect(all.bookings.every((one) => one.user?.id === world.bob.userId)).toBe(true);
    world.access.closedLocations.add(1);
    expect((await client.listBookings(listRequest({ deskId: 109 }), testCall(world.alice))).bookings).toEqual([]);
    expect((await client.listBookings(listRequest({ deskId: 109 }), testCall(world.bob))).bookings).toHaveLength(7);
    world.access.closedLocations.clear();
  });

  it('need a place or a person, and another person only for staff', async () => {
    await expect(client.listBookings(listRequest({}), testCall(world.alice))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
    });
    const ofBob = listRequest({ userId: world.bob.userId });
    await expect(client.listBookings(ofBob, testCall(world.alice))).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    await expect(
      client.listBookings(listRequest({ deskId: 101, pageToken: 'x' }), testCall(world.alice)),
    ).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
    });
  });
});
