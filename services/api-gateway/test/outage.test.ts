import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createPerson,
  createTcpProxy,
  eventually,
  passwordOf,
  testOidc,
  testServers,
  type SignedIn,
  type TcpProxy,
} from '@flexspace/testkit';
import { startFakePeers, type FakePeers } from './fake-peers.js';
import { scriptWorld } from './fake-world.js';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, cookiesOf, type Answer } from './http-client.js';

let peers: FakePeers;
let redis: TcpProxy;
let nats: TcpProxy;
let keycloak: TcpProxy;
let gateway: GatewayUnderTest;
let person: SignedIn;

beforeAll(async () => {
  const { redisUrl, natsUrl, keycloakUrl } = testServers();
  [redis, nats, keycloak] = await Promise.all([
    createTcpProxy(redisUrl),
    createTcpProxy(natsUrl),
    createTcpProxy(keycloakUrl),
  ]);
  const { realmUrl } = await testOidc('gateway');
  peers = await startFakePeers();
  scriptWorld(peers);
  gateway = await startGateway(peers, {
    FLEXSPACE_REDIS_URL: redis.url,
    FLEXSPACE_NATS_URL: nats.url,
    FLEXSPACE_OIDC_URL: realmUrl.replace(keycloakUrl, keycloak.url.replace(/\/$/, '')),
  });
  person = await createPerson({ firstName: 'Otto', lastName: 'Outage' });
}, 120_000);

afterAll(async () => {
  await gateway.stop();
  await peers.close();
  await Promise.all([redis.close(), nats.close(), keycloak.close()]);
});

afterEach(() => {
  redis.restore();
  nats.restore();
  keycloak.restore();
});

type Cookies = Record<string, string>;
const login = (password = passwordOf('alice')): Promise<Answer> =>
  ask(`${gateway.origin}/api/auth/login/`, { method: 'POST', json: { username: person.username, password } });
const me = (cookies: Cookies): Promise<Answer> => ask(`${gateway.origin}/api/auth/me/`, { cookies });
const send = (path: string, cookies: Cookies): Promise<Answer> =>
  ask(`${gateway.origin}/api/auth/${path}/`, { method: 'POST', cookies });

/** The whole life of a session. */
const liveThrough = async (): Promise<void> => {
  const signedIn = await login();
  expect(signedIn.status).toBe(200);
  const tabs = await Promise.all([
    send('token/refresh', cookiesOf(signedIn)),
    send('token/refresh', cookiesOf(signedIn)),
  ]);
  expect(tabs.map(({ status }) => status)).toEqual([200, 200]);
  const cookies = cookiesOf(tabs[0]);
  expect((await me(cookies)).status).toBe(200);
  expect((await send('logout', cookies)).status).toBe(204);
  expect((await me(cookies)).status).toBe(401);
};

describe('without Redis', () => {
  it('people sign in, go on and sign out', async () => {
    redis.cut();
    await liveThrough();
  });

  it('people also do while Redis keeps silent', async () => {
    redis.freeze();
    await liveThrough();
  });

  it('failed attempts are still counted', async () => {
    redis.cut();
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await login('wrong-password')).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });
});

describe('without NATS', () => {
  it('people sign in, go on and sign out', async () => {
    person = await createPerson({ firstName: 'Nora', lastName: 'Outage' });
    nats.cut();
    await liveThrough();
  });

  it('a room is shown, without a position', async () => {
    nats.cut();
    await eventually(async () => {
      const { status, body } = await ask(`${gateway.origin}/api/rooms/7/desks/`, { token: person.token });
      expect({ status, position: body['position'] }).toEqual({ status: 200, position: null });
    });
  });
});

describe('without Keycloak', () => {
  it('signed-in people go on, and signing in says when to try again', async () => {
    const cookies = cookiesOf(await login());
    expect((await me(cookies)).status).toBe(200);
    keycloak.cut();
    expect((await me(cookies)).status).toBe(200);
    for (const refused of [await login(), await send('token/refresh', cookies)]) {
      expect(refused).toMatchObject({ status: 503, body: { reason: 'UNAVAILABLE' } });
      expect(refused.headers.get('retry-after')).not.toBeNull();
      expect(refused.headers.getSetCookie()).toEqual([]);
    }
    expect((await ask(`${gateway.admin}/readyz`)).status).toBe(200);
    keycloak.restore();
    expect((await send('token/refresh', cookies)).status).toBe(200);
  });

  it('signing out still kills the access token', async () => {
    const cookies = cookiesOf(await login());
    keycloak.cut();
    expect((await send('logout', cookies)).status).toBe(204);
    expect((await me(cookies)).status).toBe(401);
  });
});

describe('with something else in the place of Keycloak', () => {
  let nonsense: Server;
  let answer: { status: number; body: string };
  let misled: GatewayUnderTest;

  beforeAll(async () => {
    nonsense = createServer((_request, response) => {
      response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.body);
    });
    await new Promise<void>((resolve) => {
      nonsense.listen(0, '127.0.0.1', resolve);
    });
    const { port } = nonsense.address() as AddressInfo;
    misled = await startGateway(peers, { FLEXSPACE_OIDC_URL: `http://127.0.0.1:${port}/auth/realms/flexspace` });
  });
  afterAll(async () => {
    await misled.stop();
    nonsense.closeAllConnections();
    nonsense.close();
  });

  it.each([
    ['a page of a proxy', 200, '<html>hello</html>'],
    ['nothing', 200, ''],
    ['half a JSON', 200, '{"access_token":'],
    ['a JSON of something else', 200, '{"hello":"world"}'],
    ['an error page', 502, '<html>bad gateway</html>'],
    ['a refusal of our own client', 401, '{"error":"invalid_client"}'],
  ])('answers a problem to %s and lives on', async (_what, status, body) => {
    answer = { status, body };
    const refused = await ask(`${misled.origin}/api/auth/login/`, {
      method: 'POST',
      json: { username: 'a', password: 'b' },
    });
    expect(refused).toMatchObject({ status: 503, body: { reason: 'UNAVAILABLE' } });
    expect(refused.text).not.toContain('invalid_client');
    expect((await ask(`${misled.origin}/healthz`)).status).toBe(200);
  });
});
