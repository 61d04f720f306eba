import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instant, parseInstant, type Instant } from '@flexspace/kernel';
import { toWireInterval } from '@flexspace/service-kit';
import { FakeClock, testCall } from '@flexspace/testkit';
import { book, startWorld, type BookingClient, type BookingWorld } from '../support/booking-world.js';

const at = (text: string): Instant => parseInstant(text) ?? instant(0);
const between = (start: string, end: string) => toWireInterval({ start: at(start), end: at(end) });

let world: BookingWorld;
let client: BookingClient;
let clock: FakeClock;

beforeAll(async () => {
  clock = new FakeClock(at('2027-03-20T08:00:00Z'));
  world = await startWorld();
  client = (await world.boot({ clock })).client;
  // Berlin's week from 22 to 28 March 2027 ends with a night of 23 hours; March has 743.
  for (const [deskId, start, end] of [
    [101, '2027-03-22T08:00:00Z', '2027-03-22T16:00:00Z'],
    [101, '2027-03-23T08:00:00Z', '2027-03-23T12:00:00Z'],
    // Sunday 00:00 to 06:00 on the wall: five hours.
    [102, '2027-03-27T23:00:00Z', '2027-03-28T04:00:00Z'],
    // Sunday 22:00 to Monday 02:00: two of four hours are this week's.
    [102, '2027-03-28T20:00:00Z', '2027-03-29T00:00:00Z'],
    [101, '2027-04-05T08:00:00Z', '2027-04-05T10:00:00Z'],
  ] as const) {
    await book(client, world.alice, { deskId, interval: between(start, end) });
  }
});
afterAll(async () => {
  await world.close();
});

describe('statistics', () => {
  it('count hours by the week and month of the zone asked for, over a change of clocks', async () => {
    clock.set(at('2027-03-26T12:00:00Z'));
    const stats = await client.getBookingStats({ timezone: 'Europe/Berlin' }, testCall(world.alice));
    expect(stats).toMatchObject({
      hoursThisWeek: 8 + 4 + 5 + 2,
      hoursThisMonth: 8 + 4 + 5 + 4,
      upcomingCount: 3,
      active: undefined,
      next: { deskId: 102 },
      favouriteDesk: { id: 101, name: 'A1', count: 2 },
      favouriteLocation: { id: 1, name: 'Berlin', count: 2 },
      busiestWeekday: 1,
      weekdayCounts: [1, 1, 0, 0, 0, 0, 0],
    });
    // In Auckland it is Saturday already, and the week ends twelve hours earlier.
    const there = await client.getBookingStats({ timezone: 'Pacific/Auckland' }, testCall(world.alice));
    expect(there.hoursThisWeek).toBe(8 + 4 + 5);
  });

  it('follow summer time in a zone that PostgreSQL takes for an offset, or does not know', async () => {
    // Twenty minutes past midnight on Thursday, 1 April, in summer time; still Wednesday in winter's.
    clock.set(at('2027-03-30T08:00:00Z'));
    await book(client, world.bob, { deskId: 103, interval: between('2027-03-31T22:20:00Z', '2027-03-31T23:00:00Z') });
    clock.set(at('2027-04-02T08:00:00Z'));
    const weekdays = async (timezone: string) =>
      (await client.getBookingStats({ timezone }, testCall(world.bob))).weekdayCounts;
    expect(await weekdays('CET')).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect(await weekdays('US/Pacific-New')).toEqual([0, 0, 1, 0, 0, 0, 0]);
    clock.set(at('2027-03-26T12:00:00Z'));
  });

  it('are counted in zones, which an offset is none of', async () => {
    for (const timezone of ['+05:00', '+0500', 'SystemV/PST8', 'Mars/Olympus']) {
      await expect(client.getBookingStats({ timezone }, testCall(world.alice))).rejects.toMatchObject({
        reason: 'INVALID_REQUEST',
        details: { violations: [{ path: 'tz' }] },
      });
    }
    for (const timezone of ['IST', 'US/Pacific', 'Etc/GMT+5', 'utc']) {
      const { weekdayCounts } = await client.getBookingStats({ timezone }, testCall(world.alice));
      expect(weekdayCounts).toHaveLength(7);
    }
  });

  it('name what runs, and leave out what was cancelled', async () => {
    clock.set(at('2027-03-28T01:00:00Z'));
    const stats = await client.getBookingStats({ timezone: 'Europe/Berlin' }, testCall(world.alice));
    expect(stats.active?.deskId).toBe(102);
    await client.cancelBooking({ bookingId: stats.active?.id ?? 0, ifVersion: 0 }, testCall(world.alice));
    const after = await client.getBookingStats({ timezone: 'Europe/Berlin' }, testCall(world.alice));
    expect([after.active, after.hoursThisWeek]).toEqual([undefined, 14]);
    expect((await client.getBookingStats({ timezone: '' }, testCall(world.bob))).busiestWeekday).toBe(0);
  });
});
