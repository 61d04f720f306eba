import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createTcpProxy,
  createTestBus,
  eventually,
  signIn,
  testServers,
  type SignedIn,
  type TcpProxy,
  type TestBus,
} from '@flexspace/testkit';
import type { RealtimeGateway } from '../../src/index.js';
import { publishDeskStatus } from '../support/facts.js';
import { startFakePeers, type FakePeers } from '../support/fake-peers.js';
import { openSocket, refusedStatus, type SocketClient } from '../support/socket-client.js';
import { startGateway } from '../support/start-gateway.js';

let bus: TestBus;
let peers: FakePeers;
let proxy: TcpProxy;
let gateway: RealtimeGateway;
let alice: SignedIn;

beforeAll(async () => {
  [bus, peers, alice, proxy] = await Promise.all([
    createTestBus(),
    startFakePeers(),
    signIn('alice'),
    createTcpProxy(testServers().natsUrl),
  ]);
  gateway = await startGateway({ prefix: bus.prefix, peers, natsUrl: proxy.url });
});

afterAll(async () => {
  await gateway.stop();
  await proxy.close();
  await peers.close();
  await bus.close();
});

const join = async (socket: SocketClient, topic: string, since?: unknown) => {
  socket.send({ type: 'subscribe', topic, ...(since !== undefined && { since }) });
  return socket.next({ type: 'subscribed', topic });
};

describe('while the bus is away', () => {
  it('keeps sockets open, says so, and brings what was missed when it is back', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    await join(socket, 'room_100');
    proxy.cut();
    await socket.next({ type: 'status', live: false });
    for (const deskId of [1, 2, 3]) await publishDeskStatus(bus, deskId, 100);

    const late = await openSocket(gateway.url(), { cookie: alice.token });
    await late.next({ type: 'status', live: false });
    await late.close();

    proxy.restore();
    await socket.next({ type: 'status', live: true }, 10_000);
    await eventually(() => socket.events('room_100').length === 3, { withinMs: 10_000 });
    expect(socket.events('room_100').map((frame) => frame['desk_id'])).toEqual([1, 2, 3]);
    await socket.close();
  });

  it('refuses sockets until it has a history to answer from, and then accepts them by itself', async () => {
    proxy.cut();
    const cold = await startGateway({ prefix: bus.prefix, peers, natsUrl: proxy.url });
    expect(await refusedStatus(cold.url(), { cookie: alice.token })).toBe(503);
    expect((await fetch(`http://127.0.0.1:${cold.adminPort()}/readyz`)).status).toBe(503);
    proxy.restore();
    const socket = await eventually(() => openSocketOrFail(cold.url()), { withinMs: 15_000 });
    await socket.close();
    await cold.stop();
  });
});

const openSocketOrFail = async (url: string): Promise<SocketClient> => {
  if ((await fetch(`${url}/`)).status !== 404) throw new Error('not listening');
  return Promise.race([
    openSocket(url, { cookie: alice.token }),
    refusedStatus(url, { cookie: alice.token }).then((status) => {
      throw new Error(`refused with ${status}`);
    }),
  ]);
};

describe('a bus that lost its history', () => {
  it('sends every socket back, and an old position recovers nothing', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token });
    const { position } = await join(socket, 'room_100');
    const connection = await bus.connected(AbortSignal.timeout(5_000));
    await connection!.manager.streams.delete(`${bus.prefix}_REALTIME`);
    await bus.ensureStreams();
    expect(await socket.closed(15_000)).toBe(4002);

    const back = await openSocket(gateway.url(), { cookie: alice.token });
    expect(await join(back, 'room_100', position)).toMatchObject({ recovered: false });
    await publishDeskStatus(bus, 5, 100);
    await back.next({ type: 'desk_status', desk_id: 5 }, 10_000);
    await back.close();
  });
});

describe('a shutdown', () => {
  it('sends sockets to another replica, which brings what they missed', async () => {
    const leaving = await startGateway({ prefix: bus.prefix, peers });
    const socket = await openSocket(leaving.url(), { cookie: alice.token });
    const { position } = await join(socket, 'room_200');
    await leaving.stop();
    expect(await socket.closed()).toBe(4001);
    await publishDeskStatus(bus, 6, 200);
    const back = await openSocket(gateway.url(), { cookie: alice.token });
    await eventually(async () => {
      back.send({ type: 'ping' });
      return (await back.next({ type: 'pong' }))['position'] === (await bus.lastPosition());
    });
    expect(await join(back, 'room_200', position)).toMatchObject({ recovered: true });
    expect(await back.next({ type: 'desk_status' })).toMatchObject({ desk_id: 6 });
    await back.close();
  });
});
