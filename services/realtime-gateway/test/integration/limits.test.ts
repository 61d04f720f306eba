import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestBus, eventually, signIn, type SignedIn, type TestBus } from '@flexspace/testkit';
import type { RealtimeGateway } from '../../src/index.js';
import { aBooking, publishFact } from '../support/facts.js';
import { startFakePeers, type FakePeers } from '../support/fake-peers.js';
import { openSocket } from '../support/socket-client.js';
import { startGateway } from '../support/start-gateway.js';

let bus: TestBus;
let peers: FakePeers;
let gateway: RealtimeGateway;
let alice: SignedIn;

beforeAll(async () => {
  [bus, peers, alice] = await Promise.all([createTestBus(), startFakePeers(), signIn('alice')]);
  gateway = await startGateway({ prefix: bus.prefix, peers });
});

afterAll(async () => {
  await gateway.stop();
  await peers.close();
  await bus.close();
});

describe('what a client sends', () => {
  it('is answered by an error when it makes no sense, and the socket stays open', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    const garbage = [
      'not json',
      '[]',
      'null',
      '"ping"',
      '{"type":"shout"}',
      '{"type":"ping","loud":true}',
      '{"type":"subscribe"}',
      '{"type":"subscribe","topic":"room_0"}',
      '{"type":"subscribe","topic":"room_99999999999999999999"}',
      '{"type":"subscribe","topic":"user:1"}',
      '{"type":"subscribe","topic":7}',
      '{"type":"subscribe","topic":"room_1","since":7}',
      '{"type":"unsubscribe","topic":"global_updates"}',
    ];
    for (const message of garbage) {
      socket.send(message);
      expect(await socket.next({ type: 'error' })).toMatchObject({
        reason: 'INVALID_REQUEST',
        detail: expect.stringMatching(/\w/),
      });
    }
    socket.raw.send(Buffer.from('{"type":"ping"}'), { binary: true });
    expect(await socket.next({ type: 'error' })).toMatchObject({ reason: 'INVALID_REQUEST' });
    socket.send({ type: 'ping' });
    await socket.next({ type: 'pong' });
    await socket.close();
  });

  it('is cut off above 4 KiB', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    socket.send({ type: 'ping', padding: 'x'.repeat(5_000) });
    expect(await socket.next({ type: 'error' })).toMatchObject({ reason: 'TOO_LARGE' });
    expect(await socket.closed()).toBe(4413);
  });

  it('is cut off hard when it is a megabyte of garbage', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    socket.send('x'.repeat(1_000_000));
    expect([1006, 1009, 4413]).toContain(await socket.closed());
  });

  it('is cut off above 20 messages a second', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    for (let sent = 0; sent < 60; sent += 1) socket.send({ type: 'ping' });
    expect(await socket.closed()).toBe(4429);
    expect(socket.frames.filter((frame) => frame['type'] === 'pong').length).toBeLessThan(30);
    await socket.next({ type: 'error', reason: 'RATE_LIMITED' });
  });
});

describe('a slow reader', () => {
  it('is told to come back and does not hold up the others', async () => {
    const slow = await openSocket(gateway.url(), { cookie: alice.token });
    const quick = await openSocket(gateway.url(), { cookie: alice.token });
    for (const socket of [slow, quick]) {
      socket.send({ type: 'subscribe', topic: 'room_100' });
      await socket.next({ type: 'subscribed' });
    }
    slow.raw.pause();
    const user = { id: alice.userId, username: 'x'.repeat(1_000), fullName: 'y'.repeat(1_000) };
    const upserted = Array.from({ length: 100 }, (_, index) => aBooking(index + 1, 1, 100, user));
    const count = 60;
    for (let sent = 0; sent < count; sent += 1) {
      await publishFact(bus, {
        subject: 'booking.v1.booking.created',
        locationId: 1,
        fact: {
          $case: 'bookingsChanged',
          value: { deskId: 1, roomId: 100, upserted, deletedIds: [], status: undefined },
        },
      });
    }
    await eventually(() => quick.events('room_100').length === count, { withinMs: 20_000 });
    slow.raw.resume();
    expect(await slow.closed(10_000)).toBe(4408);
    expect(slow.events('room_100').length).toBeLessThan(count);
    expect(quick.raw.readyState).toBe(quick.raw.OPEN);
    const metrics = await (await fetch(`http://127.0.0.1:${gateway.adminPort()}/metrics`)).text();
    expect(metrics).toContain('flexspace_realtime_slow_readers_total 1');
    await quick.close();
  });
});
