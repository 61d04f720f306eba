import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BookingStatus } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { systemClock } from '@flexspace/kernel';
import { newEvent, type Fact } from '@flexspace/messaging';
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
let first: Awaited<ReturnType<BookingWorld['boot']>>;
let other: BookingClient;

beforeAll(async () => {
  world = await startWorld();
  first = await world.boot();
  other = (await world.boot()).client;
});
afterAll(async () => {
  await world.close();
});

let version = 100;
const event = (fact: Fact): Event =>
  newEvent({ at: systemClock.now(), locationId: 1, aggregateVersion: (version += 1), fact });
const maintenance = (enabled: boolean): Event => event({ $case: 'maintenanceChanged', value: { roomId: 10, enabled } });
const removed = (...removedDeskIds: number[]): Event =>
  event({ $case: 'desksChanged', value: { roomId: 10, places: [], desks: [], removedDeskIds } });
const tell = (client: BookingClient, ...events: readonly Event[]) =>
  client.hearPlaces({ events: events.map((one) => Buffer.from(Event.encode(one).finish())) }, testCall(world.machine));

describe('what catalog tells directly', () => {
  it('holds for the very next request, on the replica that was not told', async () => {
    for (let hour = 0; hour < 6; hour += 1) {
      const [told, asked] = hour % 2 === 0 ? [first.client, other] : [other, first.client];
      const next = () => book(asked, world.alice, { deskId: 101, interval: hoursFrom(tomorrow(), hour, hour + 1) });
      await tell(told, maintenance(true));
      await expect(next()).rejects.toMatchObject({ reason: 'ROOM_UNDER_MAINTENANCE' });
      await tell(told, maintenance(false));
      await next();
    }
  });

  it('takes the bookings of a removed desk along before it answers', async () => {
    const interval = hoursFrom(tomorrow(), 1, 2);
    const booking = await book(other, world.alice, { deskId: 105, interval });
    await tell(first.client, removed(105));
    const { bookings } = await other.listBookings(
      {
        deskId: 105,
        roomId: 0,
        locationId: 0,
        userId: '',
        ownOnly: true,
        status: BookingStatus.BOOKING_STATUS_UNSPECIFIED,
        pageSize: 10,
        pageToken: '',
      },
      testCall(world.alice),
    );
    expect(bookings.filter(({ id }) => id === booking.id)).toEqual([]);
    await expect(book(other, world.alice, { deskId: 105, interval })).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('changes nothing when the stream brings it again, or brought it before', async () => {
    const booking = await book(other, world.alice, { deskId: 106, interval: hoursFrom(tomorrow(), 1, 2) });
    const gone = removed(106);
    await tell(first.client, gone);
    await world.bus.publish('catalog.v1.desk.removed.1', gone);
    const open = maintenance(true);
    await world.bus.publish('catalog.v1.room.maintenance_changed.1', open);
    await first.service.settle();
    await tell(other, open, gone);
    await first.service.settle();
    const announced = world.events.filter(
      ({ fact }) => fact?.$case === 'bookingsChanged' && fact.value.deletedIds.includes(booking.id),
    );
    expect(announced).toHaveLength(1);
    await tell(other, maintenance(false));
  });

  it('is refused from people, and when it is no event', async () => {
    const call = first.client.hearPlaces({ events: [] }, testCall(world.alice));
    await expect(call).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    for (const nonsense of [Buffer.from('nonsense'), Buffer.alloc(0)]) {
      await expect(first.client.hearPlaces({ events: [nonsense] }, testCall(world.machine))).rejects.toMatchObject({
        details: { violations: [{ path: 'events[0]' }] },
      });
    }
    const many = Array<Event>(101).fill(maintenance(true));
    await expect(tell(first.client, ...many)).rejects.toMatchObject({ details: { violations: [{ path: 'events' }] } });
  });
});
