import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { BulkCreateBookingsRequest } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Interval } from '@flexspace/contracts/flexspace/common/v1/common';
import type { Instant } from '@flexspace/kernel';
import { eventually, testCall } from '@flexspace/testkit';
import {
  book,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';
import { startWireTap, type WireTap } from '../support/wire-tap.js';

const DESKS = [101, 102, 103];
/** The relay works for everybody, and ids are taken ahead: no request waits for either. */
const BESIDE = /"booking"\.outbox|nextval/;

let world: BookingWorld;
let tap: WireTap;
let client: BookingClient;
let day: Instant;

beforeAll(async () => {
  world = await startWorld();
  tap = await startWireTap(world.database.url);
  client = (await world.boot({ env: { FLEXSPACE_DATABASE_URL: tap.url } })).client;
  day = tomorrow();
  // From now on the desks are known.
  await bulk({ deskIds: DESKS, singleDesk: false, intervals: [hoursFrom(day, 900, 901)] });
});
afterAll(async () => {
  await world.close();
  await tap.close();
});

const bulk = (more: Partial<BulkCreateBookingsRequest>) =>
  client.bulkCreateBookings(
    { deskIds: [101], intervals: [], atomic: false, singleDesk: true, idempotencyKey: '', ...more },
    testCall(world.alice),
  );

/** What a request asks the database, whatever becomes of it. */
const asked = async (more: Partial<BulkCreateBookingsRequest>): Promise<string[]> => {
  tap.taken();
  await bulk(more).catch(() => undefined);
  return tap.taken().filter((statement) => !BESIDE.test(statement));
};
const hundred = (from: number): Interval[] =>
  Array.from({ length: 100 }, (_, index) => hoursFrom(day, from + index, from + index + 1));

it('a hundred intervals take one round trip to the database, whether all are free, some are, or none', async () => {
  await book(client, world.bob, { deskId: 101, interval: hoursFrom(day, 150, 151) });
  expect(await asked({ intervals: hundred(0) })).toEqual(['book_many']);
  expect(await asked({ intervals: hundred(100) })).toEqual(['book_many']);
  expect(await asked({ intervals: hundred(100) })).toEqual(['book_many']);
});

it('so do all or nothing, in both cases', async () => {
  expect(await asked({ atomic: true, intervals: hundred(200) })).toEqual(['book_many']);
  expect(await asked({ atomic: true, intervals: hundred(250) })).toEqual(['book_many']);
});

it('so does a request under a key, and its repetition', async () => {
  const request = { idempotencyKey: 'one-trip', intervals: hundred(400) };
  expect(await asked(request)).toEqual(['book_many']);
  const first = await bulk(request);
  expect(await asked(request)).toEqual(['book_many']);
  expect(await bulk(request)).toEqual(first);
});

it('many desks take no more than one', async () => {
  const request = { deskIds: DESKS, singleDesk: false, intervals: hundred(500) };
  expect(await asked(request)).toEqual(['book_many']);
});

it('a desk that changed behind our back costs another look, and is judged as it is', async () => {
  await world.database.knex.raw("UPDATE booking.desk_places SET name = 'renamed' WHERE desk_id = 102");
  const statements = await asked({ deskIds: [102], intervals: [hoursFrom(day, 700, 701)] });
  expect(statements.filter((statement) => statement === 'book_many')).toHaveLength(2);
  expect(statements).toHaveLength(3);
});

it('what the database put together is one event a desk with what was made, readable like any other', async () => {
  await book(client, world.bob, { deskId: 103, interval: hoursFrom(day, 801, 802) });
  const { results } = await bulk({
    deskIds: [103, 101],
    singleDesk: false,
    intervals: [hoursFrom(day, 800, 801), hoursFrom(day, 801, 803), hoursFrom(day, 803, 804)],
  });
  const made = results.filter((row) => row.deskId === 103 && row.bookingId > 0).map((row) => row.bookingId);
  expect(made).toHaveLength(2);
  const event = await eventually(
    () =>
      world.events.find(
        ({ fact }) => fact?.$case === 'bookingsChanged' && fact.value.upserted.some(({ id }) => id === made[0]),
      ) ?? false,
  );
  expect(event).toMatchObject({
    actor: { id: world.alice.userId },
    locationId: 1,
    fact: {
      value: {
        deskId: 103,
        deletedIds: [],
        status: undefined,
        upserted: [
          { id: made[0], deskId: 103, startTime: hoursFrom(day, 800, 801).startTime, user: { id: world.alice.userId } },
          { id: made[1], deskId: 103, startTime: hoursFrom(day, 803, 804).startTime },
        ],
      },
    },
  });
});
