import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestBus, forgedTokens, signIn, type SignedIn, type TestBus } from '@flexspace/testkit';
import type { RealtimeGateway } from '../../src/index.js';
import { startFakePeers, type FakePeers } from '../support/fake-peers.js';
import { openSocket, refusedStatus } from '../support/socket-client.js';
import { PUBLIC_ORIGIN, startGateway } from '../support/start-gateway.js';

let bus: TestBus;
let peers: FakePeers;
let gateway: RealtimeGateway;
let alice: SignedIn;

beforeAll(async () => {
  [bus, peers, alice] = await Promise.all([createTestBus(), startFakePeers(), signIn('alice')]);
  gateway = await startGateway({
    prefix: bus.prefix,
    peers,
    environment: { FLEXSPACE_REALTIME_MAX_SOCKETS_PER_USER: '3' },
  });
});

afterAll(async () => {
  await gateway.stop();
  await peers.close();
  await bus.close();
});

describe('the upgrade', () => {
  it('accepts the access cookie from our own page and joins global_updates by itself', async () => {
    const socket = await openSocket(gateway.url(), { cookie: alice.token, origin: PUBLIC_ORIGIN });
    socket.send({ type: 'subscribe', topic: 'global_updates' });
    const frame = await socket.next({ type: 'subscribed', topic: 'global_updates' });
    expect(frame).toMatchObject({ recovered: false, position: expect.stringMatching(/^\w+:\d+$/) });
    await socket.close();
  });

  it('accepts a bearer token of a script without an Origin', async () => {
    const socket = await openSocket(gateway.url(), { bearer: alice.token });
    socket.send({ type: 'ping' });
    await socket.next({ type: 'pong' });
    await socket.close();
  });

  it('answers 401 without a token', async () => {
    expect(await refusedStatus(gateway.url(), {})).toBe(401);
    expect(await refusedStatus(gateway.url(), { origin: PUBLIC_ORIGIN })).toBe(401);
  });

  it('answers 401 to every kind of forged token, as a cookie and as a bearer', async () => {
    for (const [kind, token] of Object.entries(await forgedTokens())) {
      expect([kind, await refusedStatus(gateway.url(), { cookie: token })]).toEqual([kind, 401]);
      expect([kind, await refusedStatus(gateway.url(), { bearer: token })]).toEqual([kind, 401]);
    }
  });

  it('answers 403 to a foreign page, whatever its cookie', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://flexspace.test:8081',
      'http://flexspace.test.evil:8080',
    ]) {
      expect(await refusedStatus(gateway.url(), { cookie: alice.token, origin })).toBe(403);
    }
  });

  it('answers 429 when a person has as many sockets open as one may', async () => {
    const sockets = await Promise.all(
      [1, 2, 3].map(() => openSocket(gateway.url(), { cookie: alice.token, origin: PUBLIC_ORIGIN })),
    );
    expect(await refusedStatus(gateway.url(), { cookie: alice.token })).toBe(429);
    await Promise.all(sockets.map((socket) => socket.close()));
  });

  it('answers 404 anywhere else, and tells its state on the admin port', async () => {
    expect((await fetch(`${gateway.url()}/`)).status).toBe(404);
    const ready = await fetch(`http://127.0.0.1:${gateway.adminPort()}/readyz`);
    expect(ready.status).toBe(200);
    const metrics = await (await fetch(`http://127.0.0.1:${gateway.adminPort()}/metrics`)).text();
    expect(metrics).toContain('flexspace_realtime_upgrades_refused_total{status="403"}');
  });
});
