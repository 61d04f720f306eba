import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_US, plus, toMillis } from '@flexspace/kernel';
import { testCall } from '@flexspace/testkit';
import ICAL from 'ical.js';
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

beforeAll(async () => {
  world = await startWorld();
  client = (await world.boot()).client;
});
afterAll(async () => {
  await world.close();
});

/** Read by another program's parser, not by the one that wrote it. */
const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      start: event.startDate.toJSDate().getTime(),
      end: event.endDate.toJSDate().getTime(),
      status: component.getFirstPropertyValue('status'),
      summary: event.summary,
    };
  });

describe('calendar files', () => {
  it('say when and where, keep their UID, and count changes and the cancellation', async () => {
    const day = tomorrow();
    const booking = await book(client, world.alice, { deskId: 101, interval: hoursFrom(day, 9, 12) });
    const read = async () =>
      eventsOf((await client.getBookingCalendar({ bookingId: booking.id }, testCall(world.alice))).text);
    const uid = `booking-${booking.id}@flexspace`;
    const start = toMillis(plus(day, 9 * HOUR_US));
    const common = { uid, start, summary: 'Desk A1, Room 10' };
    expect(await read()).toEqual([{ ...common, sequence: 0, end: start + 3 * 3_600_000, status: 'CONFIRMED' }]);

    const { endTime } = hoursFrom(day, 9, 11);
    await client.changeBooking(
      { bookingId: booking.id, endTime, startTime: undefined, deskId: undefined, ifVersion: 0 },
      testCall(world.alice),
    );
    expect(await read()).toEqual([{ ...common, sequence: 1, end: start + 2 * 3_600_000, status: 'CONFIRMED' }]);
    await client.cancelBooking({ bookingId: booking.id, ifVersion: 0 }, testCall(world.alice));
    expect(await read()).toEqual([{ ...common, sequence: 2, end: start + 2 * 3_600_000, status: 'CANCELLED' }]);
    await expect(client.getBookingCalendar({ bookingId: booking.id }, testCall(world.bob))).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
  });
});

describe('a subscription', () => {
  const feed = (token: string) => client.readCalendarFeed({ token }, testCall(world.machine));

  it("shows its owner's bookings to whoever has the secret, until it is changed or revoked", async () => {
    await book(client, world.bob, { deskId: 102, interval: hoursFrom(tomorrow(), 9, 12) });
    expect((await client.getCalendarFeed({}, testCall(world.bob))).exists).toBe(false);
    const first = await client.rotateCalendarFeed({}, testCall(world.bob));
    expect(eventsOf((await feed(first.token)).text).map((event) => event.summary)).toEqual(['Desk A2, Room 10']);
    expect(await client.getCalendarFeed({}, testCall(world.bob))).toMatchObject({ exists: true, token: '' });

    const second = await client.rotateCalendarFeed({}, testCall(world.bob));
    await expect(feed(first.token)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    await feed(second.token);
    await client.revokeCalendarFeed({}, testCall(world.bob));
    await expect(feed(second.token)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    await expect(feed('')).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('is read by machines alone', async () => {
    const { token } = await client.rotateCalendarFeed({}, testCall(world.alice));
    await expect(client.readCalendarFeed({ token }, testCall(world.bob))).rejects.toMatchObject({
      reason: 'FORBIDDEN',
    });
  });
});
