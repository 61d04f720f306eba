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

  it('is not told to those who may not see the room', async () => {
    world.access.closedLocations.add(1);
    await expect(availability()).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    world.access.closedLocations.clear();
  });
});
