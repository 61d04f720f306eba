import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectBus, createRealtimeReader, type Bus } from '@flexspace/messaging';
import {
  createPerson,
  eventually,
  passwordOf,
  silentLogger,
  testPrefix,
  testServers,
  usernameOf,
  type SignedIn,
} from '@flexspace/testkit';
import { Redis } from 'ioredis';
import { startFakePeers, type FakePeers } from './fake-peers.js';
import { scriptWorld } from './fake-world.js';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, cookiesOf, type Answer } from './http-client.js';

let peers: FakePeers;
let first: GatewayUnderTest;
let second: GatewayUnderTest;
let redis: Redis;
let person: SignedIn;
const prefix = testPrefix();

beforeAll(async () => {
  peers = await startFakePeers();
  scriptWorld(peers);
  const env = { FLEXSPACE_NATS_PREFIX: prefix, FLEXSPACE_REDIS_PREFIX: `${prefix}:` };
  [first, second] = await Promise.all([startGateway(peers, env), startGateway(peers, env)]);
  redis = new Redis(testServers().redisUrl);
  person = await createPerson({ firstName: 'Sasha', lastName: 'Session' });
}, 120_000);

afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await peers.close();
  redis.disconnect();
});

type Cookies = Record<string, string>;
const PASSWORD = passwordOf('alice');
const login = (username: string, password: string, gateway = first): Promise<Answer> =>
  ask(`${gateway.origin}/api/auth/login/`, { method: 'POST', json: { username, password } });
const refresh = (cookies: Cookies, gateway = first): Promise<Answer> =>
  ask(`${gateway.origin}/api/auth/token/refresh/`, { method: 'POST', cookies });
const me = (cookies: Cookies, gateway = first): Promise<Answer> => ask(`${gateway.origin}/api/auth/me/`, { cookies });
const signedIn = async (): Promise<Cookies> => cookiesOf(await login(person.username, PASSWORD));
/** Ages the shared outcomes of refreshes past their ten seconds, without waiting for it. */
const forgetOutcomes = async (): Promise<void> => {
  const keys = await redis.keys(`${prefix}:session:refresh:*`);
  if (keys.length > 0) await redis.del(keys);
};
const forgetFailures = async (): Promise<void> => {
  const keys = await redis.keys(`${prefix}:session:attempts:*`);
  if (keys.length > 0) await redis.del(keys);
};

beforeEach(forgetFailures);

describe('signing in', () => {
  it('sets hidden cookies and answers who it is', async () => {
    const answer = await login(person.username, PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      username: person.username,
      role: 'user',
      is_any_manager: false,
      groups: [{ id: 1, name: 'Engineering', location_id: 2 }],
    });
    const lines = answer.headers.getSetCookie();
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/HttpOnly; SameSite=Lax$/);
    expect(lines.find((line) => line.startsWith('flexspace_refresh='))).toContain('Path=/api/auth/;');
    expect(answer.text).not.toContain(cookiesOf(answer)['flexspace_access']);
    expect((await me(cookiesOf(answer))).body['id']).toBe(person.userId);
  });

  it('marks the cookies secure unless the public address is plain http on this machine', async () => {
    const secure = await startGateway(peers, { FLEXSPACE_PUBLIC_URL: 'https://flexspace.example' });
    const answer = await login(person.username, PASSWORD, secure);
    for (const line of answer.headers.getSetCookie()) expect(line).toMatch(/; Secure$/);
    await secure.stop();
  });

  it('takes the e-mail in place of the user name', async () => {
    expect((await login(`${person.username}@example.test`, PASSWORD)).status).toBe(200);
  });

  it('says the same of a wrong password and an unknown name', async () => {
    const [wrong, unknown] = await Promise.all([
      login(person.username, 'wrong-password'),
      login('nobody-at-all', 'wrong-password'),
    ]);
    for (const answer of [wrong, unknown]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect({ ...wrong.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    expect(wrong.body['reason']).toBe('INVALID_CREDENTIALS');
  });

  it('lets one person sign in many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => login(person.username, PASSWORD)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
  });

  it('refuses the eleventh try of an account, whatever its password, on every replica', async () => {
    const name = usernameOf('frank');
    for (let n = 0; n < 10; n += 1)
      expect((await login(name, 'wrong-password', n % 2 === 0 ? first : second)).status).toBe(401);
    for (const [password, gateway] of [
      ['wrong-password', first],
      [PASSWORD, second],
    ] as const) {
      const refused = await login(name.toUpperCase(), password, gateway);
      expect(refused).toMatchObject({ status: 429, body: { reason: 'RATE_LIMITED' } });
      const wait = Number(refused.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(300);
    }
    expect((await login(person.username, PASSWORD)).status).toBe(200);
  });

  it('counts guesses at the name and at the e-mail of one account together', async () => {
    const { username } = await createPerson({ firstName: 'Guido', lastName: 'Guessed' });
    for (let n = 0; n < 10; n += 1) {
      const name = n % 2 === 0 ? username : `${username}@example.test`;
      expect((await login(name, 'wrong-password')).status).toBe(401);
    }
    expect((await login(username, PASSWORD)).status).toBe(429);
    expect((await login(`${username}@example.test`, PASSWORD)).status).toBe(429);
  });

  it('refuses the fifty-first try of an address, whoever it is for, and counts no success', async () => {
    const fresh = await startGateway(peers);
    try {
      expect((await login(person.username, PASSWORD, fresh)).status).toBe(200);
      const guesses = Array.from({ length: 50 }, (_, index) => login(`nobody-${index}`, 'wrong-password', fresh));
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([401]));
      const refused = await login(person.username, PASSWORD, fresh);
      expect(refused).toMatchObject({ status: 429, body: { reason: 'RATE_LIMITED' } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await fresh.stop();
    }
  });

  it('is not there where a company switched it off, and says so', async () => {
    const strict = await startGateway(peers, { FLEXSPACE_PASSWORD_ENABLED: 'false', FLEXSPACE_SSO_ENABLED: 'false' });
    try {
      const ways = await ask(`${strict.origin}/api/auth/providers/`);
      expect(ways.body).toEqual({ password: false, sso: false, google: false });
      expect((await login(person.username, PASSWORD, strict)).status).toBe(404);
      for (const way of ['sso', 'google']) expect((await ask(`${strict.origin}/api/auth/${way}/`)).status).toBe(404);
    } finally {
      await strict.stop();
    }
  });

  it('tells which ways to sign in there are', async () => {
    expect((await ask(`${first.origin}/api/auth/providers/`)).body).toEqual({
      password: true,
      sso: true,
      google: false,
    });
  });
});

describe('refreshing', () => {
  it('gives both cookies anew', async () => {
    const cookies = await signedIn();
    const answer = await refresh(cookies);
    expect(answer.status).toBe(200);
    const renewed = cookiesOf(answer);
    expect(renewed['flexspace_refresh']).not.toBe(cookies['flexspace_refresh']);
    expect((await me(renewed)).status).toBe(200);
  });

  it('shares one rotation between tabs that refresh together, on one replica and on two', async () => {
    const cookies = await signedIn();
    const answers = await Promise.all([
      refresh(cookies),
      refresh(cookies),
      refresh(cookies, second),
      refresh(cookies, second),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const tokens = new Set(answers.map((answer) => cookiesOf(answer)['flexspace_refresh']));
    expect(tokens.size).toBe(1);
    // The session lives on: the shared token is the newest.
    expect((await refresh(cookiesOf(answers[0]))).status).toBe(200);
  });

  it('keeps no token in Redis that Redis could read', async () => {
    const cookies = await signedIn();
    const renewed = cookiesOf(await refresh(cookies));
    const keys = await redis.keys(`${prefix}:session:refresh:*`);
    const values = await Promise.all(keys.map((key) => redis.get(key)));
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(value).not.toContain(renewed['flexspace_refresh']);
  });

  it('ends the session when an old token comes back later', async () => {
    const cookies = await signedIn();
    const renewed = cookiesOf(await refresh(cookies));
    expect((await me(renewed)).status).toBe(200);
    await forgetOutcomes();
    const replay = await refresh(cookies, second);
    expect(replay).toMatchObject({ status: 401, body: { reason: 'UNAUTHENTICATED' } });
    expect(cookiesOf(replay)).toEqual({ flexspace_access: '', flexspace_refresh: '' });
    await eventually(async () => (await me(renewed)).status === 401, { withinMs: 2_000 });
    expect((await refresh(renewed)).status).toBe(401);
  });

  it('refuses what is no token of ours', async () => {
    for (const flexspace_refresh of ['nonsense', 'a.b.c', 'eyJhbGciOiJIUzUxMiJ9.e30.AAAA']) {
      expect((await refresh({ flexspace_refresh })).status).toBe(401);
    }
    expect((await refresh({})).status).toBe(401);
  });
});

describe('signing out', () => {
  let bus: Bus;
  beforeAll(async () => {
    bus = await connectBus({ url: testServers().natsUrl, prefix, replicas: 1, name: 'test', logger: silentLogger() });
    await bus.ensureStreams();
  });
  afterAll(async () => {
    await bus.close();
  });

  it('kills the access token at once, on every replica, and tells the bus', async () => {
    const ended: string[] = [];
    const reader = createRealtimeReader({
      bus,
      logger: silentLogger(),
      onEvent: (event) => {
        if (event.fact?.$case === 'sessionEnded') ended.push(event.fact.value.userId);
      },
    });
    reader.start();
    await reader.caughtUp();
    const cookies = await signedIn();
    expect((await me(cookies, second)).status).toBe(200);

    const out = await ask(`${first.origin}/api/auth/logout`, { method: 'POST', cookies });
    expect(out.status).toBe(204);
    expect(cookiesOf(out)).toEqual({ flexspace_access: '', flexspace_refresh: '' });
    expect((await me(cookies)).status).toBe(401);
    expect((await me(cookies, second)).status).toBe(401);
    expect((await refresh(cookies)).status).toBe(401);
    await eventually(() => ended.includes(person.userId));
    await reader.stop();
  });

  it('leaves other sessions of the person alone', async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    await ask(`${first.origin}/api/auth/logout/`, { method: 'POST', cookies: mine });
    expect((await me(other)).status).toBe(200);
  });

  it('is heard by a replica that starts later', async () => {
    const cookies = await signedIn();
    await ask(`${first.origin}/api/auth/logout`, { method: 'POST', cookies });
    const late = await startGateway(peers, { FLEXSPACE_NATS_PREFIX: prefix, FLEXSPACE_REDIS_PREFIX: `${prefix}:` });
    expect((await me(cookies, late)).status).toBe(401);
    await late.stop();
  });

  it('succeeds without a session, and refuses a foreign page', async () => {
    expect((await ask(`${first.origin}/api/auth/logout`, { method: 'POST' })).status).toBe(204);
    const cookies = await signedIn();
    const foreign = await ask(`${first.origin}/api/auth/logout`, {
      method: 'POST',
      cookies,
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect((await me(cookies)).status).toBe(200);
  });
});
