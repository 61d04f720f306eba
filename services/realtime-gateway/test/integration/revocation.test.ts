import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_US, plus, systemClock } from '@flexspace/kernel';
import { createTestBus, eventually, FakeClock, signIn, type SignedIn, type TestBus } from '@flexspace/testkit';
import type { RealtimeGateway } from '../../src/index.js';
import { publishAccessChanged, publishDeskStatus, publishFact, publishSessionEnded } from '../support/facts.js';
import { startFakePeers, type FakePeers } from '../support/fake-peers.js';
import { openSocket, refusedStatus, type SocketClient } from '../support/socket-client.js';
import { startGateway } from '../support/start-gateway.js';

const WITHIN_MS = 2_000;

let bus: TestBus;
let peers: FakePeers;
let gateway: RealtimeGateway;
let alice: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  [bus, peers, alice, bob] = await Promise.all([createTestBus(), startFakePeers(), signIn('alice'), signIn('bob')]);
  gateway = await startGateway({ prefix: bus.prefix, peers });
});

afterAll(async () => {
  await gateway.stop();
  await peers.close();
  await bus.close();
});

const join = async (socket: SocketClient, ...topics: string[]): Promise<void> => {
  for (const topic of topics) {
    socket.send({ type: 'subscribe', topic });
    await socket.next({ type: 'subscribed', topic });
  }
};

describe('a gate that closes', () => {
  it('takes the topics of its location within two seconds, from those it closes out and from nobody else', async () => {
    const hers = await openSocket(gateway.url(), { cookie: alice.token });
    const his = await openSocket(gateway.url(), { cookie: bob.token });
    for (const socket of [hers, his]) await join(socket, 'location_1', 'room_101', 'room_201');

    peers.setClosed(bob.userId, 1, true);
    await publishAccessChanged(bus, 1, []);
    await his.next({ type: 'unsubscribed', topic: 'location_1', reason: 'access_revoked' }, WITHIN_MS);
    await his.next({ type: 'unsubscribed', topic: 'room_101', reason: 'access_revoked' }, WITHIN_MS);

    await publishDeskStatus(bus, 1, 101);
    await publishDeskStatus(bus, 2, 201);
    await his.next({ type: 'desk_status', desk_id: 2 });
    expect(his.events('room_101')).toEqual([]);
    await hers.next({ type: 'desk_status', desk_id: 1 });
    expect(hers.frames.filter((frame) => frame['type'] === 'unsubscribed')).toEqual([]);
    his.send({ type: 'subscribe', topic: 'room_101' });
    expect(await his.next({ type: 'error' })).toMatchObject({ reason: 'NOT_FOUND' });

    peers.setClosed(bob.userId, 1, false);
    await publishAccessChanged(bus, 1, [bob.userId]);
    await join(his, 'room_101');
    await Promise.all([hers.close(), his.close()]);
  });

  it('asks once for many changes at once and many topics', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    await join(socket, 'location_3', 'room_301', 'room_302');
    const before = peers.checks();
    const burst = 20;
    await Promise.all(Array.from({ length: burst }, () => publishAccessChanged(bus, 3, [alice.userId])));
    await eventually(
      () =>
        socket.frames.filter((frame) => frame['type'] === 'access_changed' && frame['location_id'] === 3).length ===
        burst,
    );
    await eventually(() => peers.checks() > before);
    expect(peers.checks() - before).toBeLessThan(burst / 2);
    await socket.close();
  });

  it('takes the topics also when nobody can say any more', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    await join(socket, 'room_401');
    peers.setAccessDown(true);
    const asked = Date.now();
    await publishAccessChanged(bus, 4, []);
    await socket.next({ type: 'unsubscribed', topic: 'room_401', reason: 'access_revoked' }, 5_000);
    expect(Date.now() - asked).toBeLessThan(3_000);
    peers.setAccessDown(false);
    await socket.close();
  });

  it('goes with its location', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    await join(socket, 'room_701', 'location_8');
    await publishFact(bus, {
      subject: 'catalog.v1.location.removed',
      locationId: 7,
      fact: { $case: 'locationRemoved', value: { locationId: 7 } },
    });
    await socket.next({ type: 'unsubscribed', topic: 'room_701' });
    await socket.next({ type: 'tree_changed' });
    expect(
      socket.frames.filter((frame) => frame['topic'] === 'location_8' && frame['type'] === 'unsubscribed'),
    ).toEqual([]);
    await socket.close();
  });
});

const sessionOf = (token: string): string => {
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
  return String(claims['sid']);
};

describe('a session that ends', () => {
  it('closes its sockets with 4500 and refuses its token from then on; other sessions stay', async () => {
    const phone = await signIn('carol', { fresh: true });
    const laptop = await signIn('carol', { fresh: true });
    const onPhone = await openSocket(gateway.url(), { cookie: phone.token });
    const onLaptop = await openSocket(gateway.url(), { cookie: laptop.token });
    await publishSessionEnded(bus, phone.userId, sessionOf(phone.token));
    expect(await onPhone.closed(WITHIN_MS)).toBe(4500);
    expect(await refusedStatus(gateway.url(), { cookie: phone.token })).toBe(401);
    onLaptop.send({ type: 'ping' });
    await onLaptop.next({ type: 'pong' });

    await publishSessionEnded(bus, laptop.userId, '');
    expect(await onLaptop.closed(WITHIN_MS)).toBe(4500);
  });
});

describe('a token that runs out', () => {
  it('closes its socket with 4401', async () => {
    const clock = new FakeClock(systemClock.now());
    const aged = await startGateway({ prefix: bus.prefix, peers, clock });
    const socket = await openSocket(aged.url(), { cookie: alice.token });
    clock.advance(HOUR_US / 60);
    socket.send({ type: 'ping' });
    await socket.next({ type: 'pong' });
    clock.set(plus(systemClock.now(), 3 * HOUR_US));
    expect(await socket.closed()).toBe(4401);
    await aged.stop();
  });
});
