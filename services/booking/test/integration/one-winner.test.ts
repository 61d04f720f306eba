import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '@flexspace/kernel';
import { testCall } from '@flexspace/testkit';
import {
  book,
  createRequest,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';

let world: BookingWorld;
let client: BookingClient;
let second: BookingClient;

beforeAll(async () => {
  world = await startWorld();
  client = (await world.boot()).client;
  second = (await world.boot()).client;
});
afterAll(async () => {
  await world.close();
});

const reasonOf = (outcome: PromiseSettledResult<unknown>): string =>
  outcome.status === 'fulfilled'
    ? 'ok'
    : outcome.reason instanceof DomainError
      ? outcome.reason.reason
      : String(outcome.reason);

describe('no double booking', () => {
  it('gives one of 200 parallel requests the slot and tells the others SLOT_TAKEN, on two replicas', async () => {
    const interval = hoursFrom(tomorrow(), 9, 12);
    const startedAt = Date.now();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        book(index % 2 === 0 ? client : second, index % 3 === 0 ? world.bob : world.alice, { deskId: 101, interval }),
      ),
    );
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    const counts = Map.groupBy(outcomes, reasonOf);
    expect(counts.get('ok')).toHaveLength(1);
    expect(counts.get('SLOT_TAKEN')).toHaveLength(199);

    const refusal = outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
    expect(refusal).toBeInstanceOf(DomainError);
    const { start, end } = { start: interval.startTime, end: interval.endTime };
    const conflicts = refusal instanceof DomainError ? refusal.details.conflicts : undefined;
    expect(conflicts).toEqual([{ start: (start?.seconds ?? 0) * 1e6, end: (end?.seconds ?? 0) * 1e6 }]);
    const rows = await world.database.knex.withSchema('booking').from('bookings').where({ desk_id: 101 });
    expect(rows).toHaveLength(1);
  });

  it('lets bookings stand end to start, and refuses an overlap of a microsecond', async () => {
    const day = tomorrow();
    await book(client, world.alice, { deskId: 102, interval: hoursFrom(day, 9, 12) });
    await book(client, world.bob, { deskId: 102, interval: hoursFrom(day, 12, 15) });
    const overlapping = hoursFrom(day, 7, 9);
    if (overlapping.endTime !== undefined) overlapping.endTime.nanos = 1_000;
    await expect(book(client, world.bob, { deskId: 102, interval: overlapping })).rejects.toMatchObject({
      reason: 'SLOT_TAKEN',
    });
  });

  it('never answers otherwise than SLOT_TAKEN while bookings race with moves onto the same time', async () => {
    const day = tomorrow();
    const mine = await book(client, world.alice, { deskId: 103, interval: hoursFrom(day, 1, 2) });
    const slot = hoursFrom(day, 10, 11);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        index % 2 === 0
          ? book(client, world.bob, { deskId: 103, interval: slot })
          : second.changeBooking(
              { bookingId: mine.id, startTime: slot.startTime, endTime: slot.endTime, deskId: undefined, ifVersion: 0 },
              testCall(world.alice),
            ),
      ),
    );
    const reasons = new Set(outcomes.map(reasonOf));
    reasons.delete('ok');
    reasons.delete('SLOT_TAKEN');
    expect([...reasons]).toEqual([]);
    const overlaps = await world.database.knex.raw<{ rows: unknown[] }>(
      `SELECT 1 FROM booking.bookings a JOIN booking.bookings b
         ON a.desk_id = b.desk_id AND a.id < b.id AND a.during && b.during
       WHERE a.cancelled_at IS NULL AND b.cancelled_at IS NULL`,
    );
    expect(overlaps.rows).toHaveLength(0);
  });

  it('gives two equal answers and one booking when one key comes to two replicas at once', async () => {
    const request = createRequest(104, hoursFrom(tomorrow(), 9, 10), 'same-key');
    const [first, again] = await Promise.all([
      client.createBooking(request, testCall(world.alice)),
      second.createBooking(request, testCall(world.alice)),
    ]);
    expect(again).toEqual(first);
    expect(await client.createBooking(request, testCall(world.alice))).toEqual(first);
    const other = createRequest(104, hoursFrom(tomorrow(), 10, 11), 'same-key');
    await expect(client.createBooking(other, testCall(world.alice))).rejects.toMatchObject({
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
  });
});
