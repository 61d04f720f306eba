import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '@flexspace/kernel';
import { testCall } from '@flexspace/testkit';
import {
  book,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';

let world: BookingWorld;
let clients: [BookingClient, BookingClient];

beforeAll(async () => {
  world = await startWorld();
  clients = [(await world.boot()).client, (await world.boot()).client];
  await book(clients[0], world.alice, { deskId: 101, interval: hoursFrom(tomorrow(), 0, 1) });
});
afterAll(async () => {
  await world.close();
});

const calendar = { roomId: 10, startOn: '', days: 14 };

describe('the name of an answer', () => {
  const availability = async (client = clients[0]) =>
    (await client.getAvailabilityView(calendar, testCall(world.bob))).view;
  const counts = async (client = clients[0]) => (await client.getRoomCountsView({}, testCall(world.bob))).view;

  it('is the same on every replica, and that of the answer itself', async () => {
    const full = await clients[0].getAvailability({ ...calendar, deskId: 0 }, testCall(world.alice));
    expect([await availability(), await availability(clients[1]), full.view]).toEqual(Array(3).fill(full.view));
    const every = await clients[0].countRooms({ roomIds: [], locationId: 0 }, testCall(world.alice));
    expect([await counts(), await counts(clients[1])]).toEqual(Array(2).fill(every.view));
  });

  it('is another one after whatever changes the answer, and only then', async () => {
    const [calendarBefore, countsBefore] = [await availability(), await counts()];
    await book(clients[1], world.alice, { deskId: 101, interval: hoursFrom(tomorrow(), 2, 3) });
    expect(await availability()).not.toBe(calendarBefore);
    expect(await counts()).toBe(countsBefore);
    await book(clients[1], world.alice, { deskId: 101, interval: hoursFrom(systemClock.now(), 0, 1) });
    expect(await counts()).not.toBe(countsBefore);
  });

  it('of a calendar is another one after a desk got another name, the location another zone, and for other days', async () => {
    const names = [await availability()];
    const { knex } = world.database;
    await knex.raw("UPDATE booking.desk_places SET name = 'by the window' WHERE desk_id = 101");
    names.push(await availability(clients[1]));
    await knex.raw("UPDATE booking.location_places SET timezone = 'Asia/Kolkata' WHERE location_id = 1");
    names.push(await availability());
    const longer = await clients[0].getAvailabilityView({ ...calendar, days: 15 }, testCall(world.bob));
    names.push(longer.view);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is another one for the very next question, however many ask at the same time', async () => {
    for (let hour = 4; hour < 12; hour += 1) {
      const others = Array.from({ length: 8 }, (_, index) => availability(clients[index % 2]));
      const before = await availability();
      await book(clients[0], world.alice, { deskId: 102, interval: hoursFrom(tomorrow(), hour, hour + 1) });
      const after = await Promise.all([availability(), availability(clients[1])]);
      await Promise.all(others);
      expect(after).not.toContain(before);
      expect(new Set(after).size).toBe(1);
    }
  });

  it('is not told to those who may not see the room', async () => {
    world.access.closedLocations.add(1);
    await expect(availability()).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    world.access.closedLocations.clear();
  });
});
