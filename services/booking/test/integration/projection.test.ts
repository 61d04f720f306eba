import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { bookingMigrations } from '@flexspace/booking';
import { systemClock } from '@flexspace/kernel';
import { newEvent, type Fact } from '@flexspace/messaging';
import { createTestDatabase, eventually, testCall } from '@flexspace/testkit';
import { applyCatalogEvent } from '../../src/storage/apply-catalog-event.js';
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

beforeAll(async () => {
  world = await startWorld();
  client = (await world.boot()).client;
});
afterAll(async () => {
  await world.close();
});

const event = (version: number, fact: Fact): Event =>
  newEvent({ at: systemClock.now(), locationId: 1, aggregateVersion: version, fact });
const desks = (version: number, ids: readonly number[], more: { removed?: number[]; room?: string } = {}): Event =>
  event(version, {
    $case: 'desksChanged',
    value: {
      roomId: 10,
      places: ids.map((id) =>
        placeOf(id, { placeVersion: version, deskName: `D${id} v${version}`, roomName: more.room ?? 'Room 10' }),
      ),
      desks: [],
      removedDeskIds: more.removed ?? [],
    },
  });
const maintenance = (version: number, enabled: boolean): Event =>
  event(version, { $case: 'maintenanceChanged', value: { roomId: 10, enabled } });
const room = (version: number, name: string, isUnderMaintenance: boolean): Event =>
  event(version, {
    $case: 'roomChanged',
    value: { roomId: 10, name, floorId: 5, floorName: 'Floor 5', locationId: 1, isUnderMaintenance },
  });
const location = (version: number, timezone: string): Event =>
  event(version, { $case: 'locationChanged', value: { locationId: 1, name: `Berlin v${version}`, timezone } });

const history = (): Event[] => [
  location(1, 'Europe/Berlin'),
  room(2, 'Oak', false),
  desks(3, [101, 102, 103, 104], { room: 'Oak' }),
  maintenance(4, true),
  desks(5, [102], { room: 'Oak' }),
  maintenance(6, false),
  room(7, 'Elm', false),
  desks(8, [], { removed: [103] }),
  location(9, 'Europe/Paris'),
  maintenance(10, true),
  event(11, { $case: 'roomRemoved', value: { roomId: 11, locationId: 1 } }),
];

/** Fisher–Yates from a fixed seed, so that a failure can be repeated. */
const shuffled = <Item>(items: readonly Item[], seed: number): Item[] => {
  const result = [...items];
  let state = seed;
  for (let index = result.length - 1; index > 0; index -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (index + 1);
    [result[index], result[other]] = [result[other] as Item, result[index] as Item];
  }
  return result;
};

describe('the copy of places', () => {
  const stateAfter = async (events: readonly Event[]): Promise<unknown> => {
    const database = await createTestDatabase({ schema: 'booking', migrations: bookingMigrations });
    try {
      for (const one of events) {
        await database.transaction(async (trx) => {
          await applyCatalogEvent(trx, one, systemClock);
        });
      }
      const all = async (table: string, by: string) =>
        database.knex.withSchema('booking').from(table).orderBy(by).select<unknown[]>('*');
      return [
        await all('location_places', 'location_id'),
        await all('room_places', 'room_id'),
        await all('desk_places', 'desk_id'),
      ];
    } finally {
      await database.close();
    }
  };

  it('ends in the same rows when every event comes twice and in any order', async () => {
    const events = history();
    const expected = await stateAfter(events);
    for (let seed = 1; seed <= 6; seed += 1) {
      expect(await stateAfter(shuffled([...events, ...events], seed))).toEqual(expected);
    }
  });
});

describe('news from catalog', () => {
  const publish = async (one: Event): Promise<void> => {
    await world.bus.publish('catalog.v1.desk.changed.1', one);
  };
  beforeAll(async () => {
    world.catalog.places.clear();
    await publish(desks(100, [101, 102, 105]));
    await eventually(async () => (await client.getDeskLock({ deskId: 105 }, testCall(world.alice))).deskId === 105);
  });

  it('stop bookings of a room under maintenance at once, on a replica that remembers it otherwise', async () => {
    await book(client, world.alice, { deskId: 101, interval: hoursFrom(tomorrow(), 1, 2) });
    await publish(maintenance(200, true));
    await eventually(async () => {
      const rows = await world.database.knex
        .withSchema('booking')
        .from('room_places')
        .where({ under_maintenance: true });
      return rows.length === 1;
    });
    await expect(
      book(client, world.alice, { deskId: 101, interval: hoursFrom(tomorrow(), 3, 4) }),
    ).rejects.toMatchObject({ reason: 'ROOM_UNDER_MAINTENANCE' });
    await publish(maintenance(201, false));
    await eventually(() => book(client, world.alice, { deskId: 101, interval: hoursFrom(tomorrow(), 3, 4) }));
  });

  it('cancel the bookings of a removed desk, announce it, and keep the names', async () => {
    const booking = await book(client, world.alice, { deskId: 105, interval: hoursFrom(tomorrow(), 1, 2) });
    await publish(desks(300, [], { removed: [105] }));
    await eventually(() =>
      world.events.some(({ fact }) => fact?.$case === 'bookingsChanged' && fact.value.deletedIds.includes(booking.id)),
    );
    const kept = await client.getBooking({ bookingId: booking.id }, testCall(world.alice));
    expect(kept.deskName).toBe('D105 v100');
    await expect(
      book(client, world.alice, { deskId: 105, interval: hoursFrom(tomorrow(), 5, 6) }),
    ).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('put on record, once, whose a removed desk was', async () => {
    world.access.managers.add(world.bob.userId);
    const assignment = { deskId: 102, userId: world.alice.userId, cancelConflicting: false };
    await client.assignPermanentDesk(assignment, testCall(world.bob));
    world.access.managers.clear();
    for (const version of [400, 401]) await publish(desks(version, [101], { removed: [102] }));
    const table = () => world.database.knex.withSchema('booking').from('desk_places');
    await eventually(async () => (await table().where({ desk_id: 101, version: 401 })).length === 1);
    const lines = await world.database.knex.withSchema('booking').from('audit_log').select<object[]>('*').orderBy('id');
    const before = { desk: 'D102 v100', permanent_assignee: world.alice.userId };
    expect(lines.slice(1)).toMatchObject([
      { action: 'permanent_desk.removed', object_id: '102', location_id: 1, before, after: null },
    ]);
  });

  it('are not needed for a desk that catalog can be asked for, and catalog not for one that is known', async () => {
    world.catalog.places.set(108, placeOf(108));
    await book(client, world.alice, { deskId: 108, interval: hoursFrom(tomorrow(), 1, 2) });
    world.catalog.stop();
    await book(client, world.alice, { deskId: 108, interval: hoursFrom(tomorrow(), 2, 3) });
    await expect(
      book(client, world.alice, { deskId: 777, interval: hoursFrom(tomorrow(), 2, 3) }),
    ).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
  });
});
