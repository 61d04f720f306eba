import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userId } from '@flexspace/kernel';
import { createTestBus, eventually, signIn, type SignedIn, type TestBus } from '@flexspace/testkit';
import type { RealtimeGateway } from '../../src/index.js';
import { aBooking, publishDeskStatus, publishFact } from '../support/facts.js';
import { startFakePeers, type FakePeers } from '../support/fake-peers.js';
import { openSocket, type SocketClient } from '../support/socket-client.js';
import { startGateway } from '../support/start-gateway.js';

let bus: TestBus;
let peers: FakePeers;
let first: RealtimeGateway;
let second: RealtimeGateway;
let alice: SignedIn;
let bob: SignedIn;

const ada = { id: userId('11111111-1111-4111-8111-111111111111'), username: 'ada', fullName: 'Ada Lovelace' };
const person = (who: SignedIn) => ({ id: who.userId, username: who.username, fullName: who.fullName });

beforeAll(async () => {
  [bus, peers, alice, bob] = await Promise.all([createTestBus(), startFakePeers(), signIn('alice'), signIn('bob')]);
  [first, second] = await Promise.all([
    startGateway({ prefix: bus.prefix, peers }),
    startGateway({ prefix: bus.prefix, peers }),
  ]);
});

afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await peers.close();
  await bus.close();
});

const subscribed = async (socket: SocketClient, topic: string, since?: unknown) => {
  socket.send({ type: 'subscribe', topic, ...(since !== undefined && { since }) });
  return socket.next({ type: 'subscribed', topic });
};

describe('a topic', () => {
  it('brings the events of its room and of no other', async () => {
    const socket = await openSocket(first.url(), { cookie: alice.token });
    await subscribed(socket, 'room_110');
    await publishDeskStatus(bus, 7, 111, person(alice));
    const eventId = await publishDeskStatus(bus, 8, 110, person(bob));
    const frame = await socket.next({ type: 'desk_status' });
    expect(frame).toEqual({
      type: 'desk_status',
      topic: 'room_110',
      position: expect.stringMatching(/^\w+:\d+$/),
      event_id: eventId,
      occurred_at: expect.stringMatching(/Z$/),
      desk_id: 8,
      is_booked: true,
      booked_by: { id: bob.userId, username: bob.username, full_name: bob.fullName },
    });
    expect(socket.events('room_111')).toEqual([]);
    await socket.close();
  });

  it('carries bookings in the shape of the REST API, then the desk, both at one position', async () => {
    const socket = await openSocket(first.url(), { cookie: alice.token });
    await subscribed(socket, 'room_120');
    await publishFact(bus, {
      subject: 'booking.v1.booking.edited',
      locationId: 1,
      fact: {
        $case: 'bookingsChanged',
        value: {
          deskId: 9,
          roomId: 120,
          upserted: [aBooking(41, 9, 120, ada)],
          deletedIds: [40],
          status: { deskId: 9, roomId: 120, isBooked: false, bookedBy: undefined },
        },
      },
    });
    const update = await socket.next({ type: 'update_bookings' });
    expect(update).toMatchObject({
      desk_id: 9,
      action: 'mixed',
      deleted_ids: [40],
      more: true,
      bookings: [
        {
          id: 41,
          desk: { id: 9, name: 'A1', room: 120 },
          user: { id: ada.id, username: 'ada', full_name: 'Ada Lovelace' },
          location_timezone: 'Europe/Berlin',
          start_time: '2026-11-18T11:06:40Z',
          end_time: '2026-11-18T12:06:40.500Z',
          status: 'upcoming',
          version: 1,
        },
      ],
    });
    const status = await socket.next({ type: 'desk_status' });
    expect(status).toMatchObject({ position: update['position'], event_id: update['event_id'], booked_by: null });
    expect(status).not.toHaveProperty('more');
    await socket.close();
  });

  it('is left by unsubscribe', async () => {
    const socket = await openSocket(first.url(), { cookie: alice.token });
    await subscribed(socket, 'location_3');
    socket.send({ type: 'unsubscribe', topic: 'location_3' });
    expect(await socket.next({ type: 'unsubscribed' })).toEqual({
      type: 'unsubscribed',
      topic: 'location_3',
      reason: 'requested',
    });
    await subscribed(socket, 'location_4');
    for (const locationId of [3, 4]) {
      await publishFact(bus, {
        subject: 'booking.v1.room.availability_changed',
        locationId,
        fact: {
          $case: 'roomAvailabilityChanged',
          value: { roomId: locationId * 100, deskCount: 5, availableDeskCount: 2 },
        },
      });
    }
    expect(await socket.next({ type: 'room_availability' })).toMatchObject({
      topic: 'location_4',
      available_desk_count: 2,
    });
    expect(socket.events('location_3')).toEqual([]);
    await socket.close();
  });

  it('is refused by the gate of its location, and by catalog where a room must not be known', async () => {
    peers.setClosed(bob.userId, 5, true);
    const socket = await openSocket(first.url(), { cookie: bob.token });
    socket.send({ type: 'subscribe', topic: 'location_5' });
    expect(await socket.next({ type: 'error' })).toMatchObject({ reason: 'LOCATION_GATE', topic: 'location_5' });
    socket.send({ type: 'subscribe', topic: 'room_500' });
    expect(await socket.next({ type: 'error' })).toMatchObject({ reason: 'NOT_FOUND', topic: 'room_500' });
    socket.send({ type: 'ping' });
    await socket.next({ type: 'pong' });
    await socket.close();
  });

  it('is refused while access cannot be asked, and granted when it is back', async () => {
    peers.setAccessDown(true);
    const socket = await openSocket(first.url(), { cookie: alice.token });
    socket.send({ type: 'subscribe', topic: 'location_6' });
    expect(await socket.next({ type: 'error', topic: 'location_6' })).toMatchObject({ reason: 'UNAVAILABLE' });
    peers.setAccessDown(false);
    await subscribed(socket, 'location_6');
    await socket.close();
  });
});

describe('a position', () => {
  it('given by one replica is resumed at another, with the missed events in order', async () => {
    const here = await openSocket(first.url(), { cookie: alice.token });
    const there = await openSocket(second.url(), { cookie: bob.token });
    await subscribed(here, 'room_130');
    await subscribed(there, 'room_130');
    for (const deskId of [1, 2, 3]) await publishDeskStatus(bus, deskId, 130, person(alice));
    await eventually(() => here.events('room_130').length === 3 && there.events('room_130').length === 3);
    expect(here.events('room_130')).toEqual(there.events('room_130'));

    const stoodAt = here.events('room_130')[2]!['position'];
    await here.close();
    for (const deskId of [4, 5, 6]) await publishDeskStatus(bus, deskId, 130);
    await publishDeskStatus(bus, 99, 131);
    await eventually(() => there.events('room_130').length === 6);

    const back = await openSocket(second.url(), { cookie: alice.token });
    const answer = await subscribed(back, 'room_130', stoodAt);
    expect(answer).toMatchObject({ recovered: true });
    await publishDeskStatus(bus, 7, 130);
    await eventually(() => back.events('room_130').length === 4);
    expect(back.events('room_130').slice(0, 3)).toEqual(there.events('room_130').slice(3, 6));
    expect(back.events('room_130').map((frame) => frame['desk_id'])).toEqual([4, 5, 6, 7]);
    await Promise.all([back.close(), there.close()]);
  });

  it('is resumed at a replica that started later than the events', async () => {
    const socket = await openSocket(first.url(), { cookie: alice.token });
    const { position } = await subscribed(socket, 'room_140');
    await publishDeskStatus(bus, 1, 140);
    await socket.next({ type: 'desk_status' });
    await socket.close();

    const fresh = await startGateway({ prefix: bus.prefix, peers });
    const back = await openSocket(fresh.url(), { cookie: alice.token });
    expect(await subscribed(back, 'room_140', position)).toMatchObject({ recovered: true });
    expect(await back.next({ type: 'desk_status' })).toMatchObject({ desk_id: 1 });
    await back.close();
    await fresh.stop();
  });

  it('of another life, of nonsense, or of too long ago recovers nothing', async () => {
    const small = await startGateway({
      prefix: bus.prefix,
      peers,
      environment: { FLEXSPACE_REALTIME_REPLAY_EVENTS: '2' },
    });
    const socket = await openSocket(small.url(), { cookie: alice.token });
    const { position } = await subscribed(socket, 'room_150');
    for (const deskId of [1, 2, 3]) await publishDeskStatus(bus, deskId, 150);
    await eventually(() => socket.events('room_150').length === 3);
    for (const since of [position, 'other:1', 'nonsense', '', null]) {
      expect(await subscribed(socket, 'room_150', since)).toMatchObject({ recovered: false });
    }
    expect(await subscribed(socket, 'room_150', socket.events('room_150')[0]!['position'])).toMatchObject({
      recovered: true,
    });
    await socket.close();
    await small.stop();
  });

  it('in a pong lets a quiet topic be resumed from now', async () => {
    const socket = await openSocket(first.url(), { cookie: alice.token });
    await subscribed(socket, 'room_160');
    socket.send({ type: 'ping' });
    const pong = await socket.next({ type: 'pong' });
    expect(pong).toMatchObject({ server_time: expect.stringMatching(/Z$/) });
    expect(await subscribed(socket, 'room_160', pong['position'])).toMatchObject({ recovered: true });
    await socket.close();
  });

  it('is the one that the bus gives to snapshots', async () => {
    const socket = await openSocket(first.url(), { cookie: alice.token });
    await subscribed(socket, 'room_170');
    await publishDeskStatus(bus, 1, 170);
    const frame = await socket.next({ type: 'desk_status' });
    expect(await bus.lastPosition()).toBe(frame['position']);
    await socket.close();
  });
});

describe('global_updates', () => {
  it('tells of preferences and rights those whom it concerns, on every replica', async () => {
    const hers = await openSocket(second.url(), { cookie: alice.token });
    const his = await openSocket(second.url(), { cookie: bob.token });
    await Promise.all([subscribed(hers, 'global_updates'), subscribed(his, 'global_updates')]);
    await publishFact(bus, {
      subject: 'access.v1.preferences.changed',
      locationId: 0,
      fact: { $case: 'preferencesChanged', value: { userId: alice.userId } },
    });
    await publishFact(bus, {
      subject: 'access.v1.gate.changed',
      locationId: 8,
      fact: { $case: 'accessChanged', value: { roomId: 0, userIds: [bob.userId] } },
    });
    await hers.next({ type: 'preferences_changed', topic: 'global_updates' });
    expect(await his.next({ type: 'access_changed' })).toMatchObject({ location_id: 8, room_id: null });
    expect(his.events('global_updates')).toHaveLength(1);
    expect(hers.events('global_updates')).toHaveLength(1);
    await Promise.all([hers.close(), his.close()]);
  });

  it('recovers what one person missed without what others did', async () => {
    const socket = await openSocket(first.url(), { cookie: alice.token });
    const { position } = await subscribed(socket, 'global_updates');
    await socket.close();
    for (const who of [alice, bob]) {
      await publishFact(bus, {
        subject: 'access.v1.preferences.changed',
        locationId: 0,
        fact: { $case: 'preferencesChanged', value: { userId: who.userId } },
      });
    }
    await publishFact(bus, {
      subject: 'catalog.v1.country.created',
      locationId: 0,
      fact: { $case: 'treeChanged', value: {} },
    });
    const last = await bus.lastPosition();
    const back = await openSocket(second.url(), { cookie: alice.token });
    await eventually(async () => {
      back.send({ type: 'ping' });
      return (await back.next({ type: 'pong' }))['position'] === last;
    });
    expect(await subscribed(back, 'global_updates', position)).toMatchObject({ recovered: true, position: last });
    await back.next({ type: 'tree_changed' });
    expect(back.events('global_updates').map((frame) => frame['type'])).toEqual([
      'preferences_changed',
      'tree_changed',
    ]);
    await back.close();
  });
});
