import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BulkCreateBookingsRequest } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Interval } from '@flexspace/contracts/flexspace/common/v1/common';
import { DAY_US, HOUR_US, plus, type Instant } from '@flexspace/kernel';
import { eventually, signIn, testCall } from '@flexspace/testkit';
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
let second: BookingClient;
let day: Instant;

beforeAll(async () => {
  world = await startWorld();
  client = (await world.boot()).client;
  second = (await world.boot()).client;
  day = tomorrow();
});
afterAll(async () => {
  await world.close();
});

const bulk = (more: Partial<BulkCreateBookingsRequest>, through = client, who = world.alice) =>
  through.bulkCreateBookings(
    { deskIds: [101], intervals: [], atomic: false, singleDesk: true, idempotencyKey: '', ...more },
    testCall(who),
  );
const count = async (deskId: number): Promise<number> =>
  (
    await world.database.knex
      .withSchema('booking')
      .from('bookings')
      .where({ desk_id: deskId })
      .whereNull('cancelled_at')
  ).length;

describe('bulk', () => {
  it('books what is free and says why the rest is not, with the days that collide there', async () => {
    const taken = hoursFrom(day, 24, 26);
    await book(client, world.bob, { deskId: 101, interval: taken });
    const { results } = await bulk({
      intervals: [hoursFrom(day, 0, 2), hoursFrom(day, 1, 3), hoursFrom(day, 23, 25), hoursFrom(day, 30, 31)],
    });
    expect(results.map((one) => [one.bookingId > 0, one.reason])).toEqual([
      [true, ''],
      [false, 'SLOT_TAKEN'],
      [false, 'SLOT_TAKEN'],
      [true, ''],
    ]);
    expect(results[2]?.conflictDays).toHaveLength(1);
    expect(results[1]?.conflictDays.length).toBeGreaterThan(0);
    const event = await eventually(() => {
      const found = world.events.find(
        ({ fact }) =>
          fact?.$case === 'bookingsChanged' && fact.value.upserted.some((one) => one.id === results[0]?.bookingId),
      );
      return found ?? false;
    });
    expect(event.fact?.$case === 'bookingsChanged' && event.fact.value.upserted).toHaveLength(2);
  });

  it('books all or nothing when it is atomic', async () => {
    const before = await count(102);
    await book(client, world.bob, { deskId: 102, interval: hoursFrom(day, 5, 6) });
    const intervals = [hoursFrom(day, 0, 1), hoursFrom(day, 5, 7)];
    await expect(bulk({ deskIds: [102], atomic: true, intervals })).rejects.toMatchObject({ reason: 'SLOT_TAKEN' });
    expect(await count(102)).toBe(before + 1);
    const { results } = await bulk({
      deskIds: [102],
      atomic: true,
      intervals: [hoursFrom(day, 0, 1), hoursFrom(day, 7, 8)],
    });
    expect(results.every((one) => one.bookingId > 0)).toBe(true);
  });

  it('says for each desk of several why it was refused, and refuses a single one as a create would', async () => {
    const intervals = [hoursFrom(day, 0, 1)];
    const { results } = await bulk({ deskIds: [103, 999], singleDesk: false, intervals });
    expect(results.map((one) => one.reason)).toEqual(['', 'NOT_FOUND']);
    await expect(bulk({ deskIds: [999], intervals })).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    world.access.closedRooms.add(10);
    await expect(bulk({ deskIds: [103], intervals })).rejects.toMatchObject({ reason: 'ROOM_GATE' });
    world.access.closedRooms.clear();
  });

  it('refuses none, 101, a desk twice and intervals out of bounds, and writes nothing', async () => {
    const before = await count(104);
    const one = hoursFrom(day, 0, 1);
    const wrong: Partial<BulkCreateBookingsRequest>[] = [
      { intervals: [] },
      { intervals: Array.from({ length: 101 }, () => one) },
      { deskIds: [104, 104], intervals: [one] },
      { deskIds: [], intervals: [one] },
      { intervals: [one, { startTime: one.endTime, endTime: one.startTime }] },
      { intervals: [one, hoursFrom(plus(day, 400 * DAY_US), 0, 1)] },
    ];
    for (const more of wrong) {
      await expect(bulk({ deskIds: [104], ...more })).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
    }
    expect(await count(104)).toBe(before);
  });

  it('gives two equal answers and one set of bookings when one key comes to two replicas at once', async () => {
    const request = {
      deskIds: [105],
      intervals: [hoursFrom(day, 0, 1), hoursFrom(day, 0, 2)],
      idempotencyKey: 'bulk-key',
    };
    const [first, again] = await Promise.all([bulk(request), bulk(request, second)]);
    expect(again).toEqual(first);
    expect(await count(105)).toBe(1);
    await expect(bulk({ ...request, atomic: true })).rejects.toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('of a hundred intervals on many desks by two people at once never stalls and never overlaps', async () => {
    const intervals = Array.from({ length: 50 }, (_, index) => hoursFrom(day, 200 + index, 201 + index));
    const deskIds = [106, 107, 108];
    const [mine, theirs] = await Promise.all([
      bulk({ deskIds, singleDesk: false, intervals }),
      bulk({ deskIds: deskIds.toReversed(), singleDesk: false, intervals: intervals.toReversed() }, second, world.bob),
    ]);
    const booked = [...mine.results, ...theirs.results].filter((one) => one.bookingId > 0);
    expect(booked).toHaveLength(150);
  });
});

describe('editing intervals', () => {
  const edit = (bookingId: number, intervals: Interval[], who = world.alice) =>
    client.editIntervals({ bookingId, intervals, ifVersion: 0 }, testCall(who));

  it('splits a booking, keeps its id for the first part, and merges neighbours back', async () => {
    const base = plus(day, 30 * DAY_US);
    const mine = await book(client, world.alice, { deskId: 101, interval: hoursFrom(base, 8, 18) });
    const split = await edit(mine.id, [hoursFrom(base, 14, 18), hoursFrom(base, 8, 12)]);
    expect(split).toMatchObject({
      updatedId: mine.id,
      deletedIds: [],
      intervals: [hoursFrom(base, 8, 12), hoursFrom(base, 14, 18)],
    });
    expect(split.createdIds).toHaveLength(1);
    await book(client, world.bob, { deskId: 101, interval: hoursFrom(base, 12, 13) });

    await expect(edit(mine.id, [hoursFrom(base, 8, 18)])).rejects.toMatchObject({ reason: 'SLOT_TAKEN' });
    const merged = await edit(split.createdIds[0] ?? 0, [hoursFrom(base, 13, 20)]);
    expect(merged).toMatchObject({
      updatedId: split.createdIds[0],
      createdIds: [],
      intervals: [hoursFrom(base, 13, 20)],
    });

    const other = await book(client, world.alice, { deskId: 101, interval: hoursFrom(base, 20, 21) });
    const again = await edit(merged.updatedId, [hoursFrom(base, 13, 20)]);
    expect(again).toMatchObject({ deletedIds: [other.id], intervals: [hoursFrom(base, 13, 21)] });
    const { version } = await client.getBooking({ bookingId: merged.updatedId }, testCall(world.alice));
    expect(await edit(merged.updatedId, again.intervals)).toMatchObject({ createdIds: [], deletedIds: [] });
    expect((await client.getBooking({ bookingId: merged.updatedId }, testCall(world.alice))).version).toBe(version);
    await eventually(() =>
      world.events.some(({ fact }) => fact?.$case === 'bookingsChanged' && fact.value.deletedIds.includes(other.id)),
    );
  });

  describe('sent twice', () => {
    const rows = async () =>
      world.database.knex
        .withSchema('booking')
        .from('bookings')
        .where({ desk_id: 104 })
        .orderBy('id')
        .select('id', 'start_at', 'end_at', 'version', 'cancelled_at');
    const events = async (): Promise<number> => (await world.database.knex.withSchema('booking').from('outbox')).length;

    it('changes nothing the second time, however it merged, split or cancelled', async () => {
      const base = plus(day, 40 * DAY_US);
      const mine = await book(client, world.alice, { deskId: 104, interval: hoursFrom(base, 8, 10) });
      const neighbour = await book(client, world.alice, { deskId: 104, interval: hoursFrom(base, 12, 14) });
      const edits = [
        [hoursFrom(base, 8, 12)],
        [hoursFrom(base, 8, 9), hoursFrom(base, 11, 12), hoursFrom(base, 13, 14)],
        [],
      ];
      for (const intervals of edits) {
        const first = await edit(mine.id, intervals);
        const [before, told] = [await rows(), await events()];
        expect(await edit(mine.id, intervals)).toEqual(first);
        expect(
          await second.editIntervals({ bookingId: mine.id, intervals, ifVersion: 0 }, testCall(world.alice)),
        ).toEqual(first);
        expect([await rows(), await events()]).toEqual([before, told]);
      }
      await expect(client.getBooking({ bookingId: neighbour.id }, testCall(world.alice))).rejects.toMatchObject({
        reason: 'NOT_FOUND',
      });
    });

    it('is carried out anew for who has seen the result, or when a part has changed since', async () => {
      const base = plus(day, 41 * DAY_US);
      const interval = hoursFrom(base, 8, 10);
      const mine = await book(client, world.alice, { deskId: 104, interval });
      await book(client, world.alice, { deskId: 104, interval: hoursFrom(base, 10, 12) });
      const { version } = mine;
      const change = (ifVersion: number, intervals: Interval[]) =>
        client.editIntervals({ bookingId: mine.id, intervals, ifVersion }, testCall(world.alice));
      const grown = [hoursFrom(base, 8, 11)];
      expect((await change(version, grown)).intervals).toEqual([hoursFrom(base, 8, 12)]);
      // The same request once more, as after an answer that was lost.
      expect((await change(version, grown)).intervals).toEqual([hoursFrom(base, 8, 12)]);
      expect((await change(version + 1, grown)).intervals).toEqual(grown);
      await expect(change(version, [interval])).rejects.toMatchObject({ reason: 'STALE' });

      const parts = [hoursFrom(base, 8, 9), hoursFrom(base, 10, 11)];
      const split = await change(0, parts);
      await client.cancelBooking({ bookingId: split.createdIds[0] ?? 0, ifVersion: 0 }, testCall(world.alice));
      const again = await change(0, parts);
      expect(again.intervals).toEqual(parts);
      expect(again.createdIds).not.toEqual(split.createdIds);
    });
  });

  it('cancels on an empty list, and is for those who may change the booking', async () => {
    const base = plus(day, 31 * DAY_US);
    const mine = await book(client, world.alice, { deskId: 101, interval: hoursFrom(base, 8, 9) });
    await expect(edit(mine.id, [], world.bob)).rejects.toMatchObject({ reason: 'NOT_OWNER' });
    expect(await edit(mine.id, [])).toEqual({ updatedId: 0, createdIds: [], deletedIds: [mine.id], intervals: [] });
    await expect(edit(mine.id, [hoursFrom(base, 8, 9)])).rejects.toMatchObject({ reason: 'BOOKING_ELAPSED' });
  });

  it('checks new time as a new booking and gives time back without asking', async () => {
    const base = plus(day, 32 * DAY_US);
    const mine = await book(client, world.alice, { deskId: 101, interval: hoursFrom(base, 8, 12) });
    world.access.closedRooms.add(10);
    await expect(edit(mine.id, [hoursFrom(base, 8, 13)])).rejects.toMatchObject({ reason: 'ROOM_GATE' });
    expect((await edit(mine.id, [hoursFrom(base, 8, 9), hoursFrom(base, 10, 12)])).createdIds).toHaveLength(1);
    world.access.closedRooms.clear();
    await expect(edit(mine.id, [hoursFrom(base, 8, 8 + 24 * 32)])).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
  });
});

describe('a booking beyond a horizon that came nearer', () => {
  it('gives time back, and takes none', async () => {
    const later = plus(day, 400 * DAY_US);
    const mine = await book(client, world.alice, { deskId: 107, interval: hoursFrom(day, 8, 18) });
    await world.database.knex.raw(
      "UPDATE booking.bookings SET start_at = start_at + interval '400 days', end_at = end_at + interval '400 days' WHERE id = ?",
      [mine.id],
    );
    const edit = (...intervals: Interval[]) =>
      client.editIntervals({ bookingId: mine.id, intervals, ifVersion: 0 }, testCall(world.alice));
    const change = (interval: Interval) =>
      client.changeBooking({ bookingId: mine.id, ...interval, deskId: undefined, ifVersion: 0 }, testCall(world.alice));

    await change(hoursFrom(later, 8, 17));
    expect(await edit(hoursFrom(later, 8, 10), hoursFrom(later, 12, 16))).toMatchObject({ updatedId: mine.id });
    await expect(change(hoursFrom(later, 8, 11))).rejects.toMatchObject({
      details: { violations: [{ path: 'start_time', message: 'must be at most 365 days ahead' }] },
    });
    await expect(edit(hoursFrom(later, 9, 10), hoursFrom(later, 10, 11))).rejects.toMatchObject({
      details: { violations: [{ path: 'intervals[1].start_time', message: 'must be at most 365 days ahead' }] },
    });
  });
});

describe('a permanent desk', () => {
  const assign = (userId: string, cancelConflicting: boolean) =>
    client.assignPermanentDesk({ deskId: 109, userId, cancelConflicting }, testCall(world.bob));

  it('is given by managers, refused while others have booked it, and is then for one person alone', async () => {
    const mine = await book(client, world.bob, { deskId: 109, interval: hoursFrom(day, 1, 2) });
    await expect(assign(world.alice.userId, false)).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    world.access.managers.add(world.bob.userId);
    await expect(assign(world.alice.userId, false)).rejects.toMatchObject({
      reason: 'IN_USE',
      details: { affectedCount: 1 },
    });
    await expect(assign('00000000-0000-4000-8000-00000000dead', true)).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
    });
    expect(await assign(world.alice.userId, true)).toMatchObject({
      isPermanent: true,
      permanentAssignee: { id: world.alice.userId },
    });
    await eventually(() =>
      world.events.some(({ fact }) => fact?.$case === 'bookingsChanged' && fact.value.deletedIds.includes(mine.id)),
    );
    await eventually(() =>
      world.events.some(
        ({ fact }) => fact?.$case === 'permanentDeskChanged' && fact.value.assignee?.id === world.alice.userId,
      ),
    );
    // The other replica remembers the desk as free for all: it must find out by itself.
    await expect(book(second, world.bob, { deskId: 109, interval: hoursFrom(day, 3, 4) })).rejects.toMatchObject({
      reason: 'DESK_PERMANENT',
    });
    await book(second, world.alice, { deskId: 109, interval: hoursFrom(day, 3, 4) });
    expect((await client.clearPermanentDesk({ deskId: 109 }, testCall(world.bob))).isPermanent).toBe(false);
    await book(second, world.bob, { deskId: 109, interval: hoursFrom(day, 5, 6) });
    world.access.managers.clear();
  });

  it('leaves a trail that only superusers read and nobody can change', async () => {
    const request = { filter: undefined, pageSize: 1, pageToken: '' };
    await expect(client.listAudit(request, testCall(world.bob))).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    const superuser = testCall(await signIn('superuser'));
    const first = await client.listAudit(request, superuser);
    expect(first.records).toMatchObject([
      { action: 'permanent_desk.cleared', objectId: '109', actor: { id: world.bob.userId }, locationId: 1 },
    ]);
    const next = await client.listAudit({ ...request, pageToken: first.nextPageToken }, superuser);
    expect(JSON.parse(next.records[0]?.afterJson ?? '')).toMatchObject({ permanent_assignee: world.alice.userId });
    await expect(world.database.knex.raw('DELETE FROM booking.audit_log')).rejects.toThrow('append-only');
  });
});

describe('statistics', () => {
  it("count the caller's own by the calendar of the zone asked for", async () => {
    const stats = await client.getBookingStats({ timezone: 'Europe/Berlin' }, testCall(world.alice));
    expect(stats.upcomingCount).toBeGreaterThan(0);
    expect(stats.next?.user?.id).toBe(world.alice.userId);
    expect(stats.active).toBeUndefined();
    expect(stats.weekdayCounts).toHaveLength(7);
    const start = plus(day, -24 * HOUR_US);
    expect(start).toBeGreaterThan(0);
    await expect(client.getBookingStats({ timezone: 'Mars/Base' }, testCall(world.alice))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
    });
  });
});
