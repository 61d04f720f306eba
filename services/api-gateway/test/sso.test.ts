import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPerson, eventually, passwordOf, type SignedIn } from '@flexspace/testkit';
import { startFakePeers, type FakePeers } from './fake-peers.js';
import { scriptWorld } from './fake-world.js';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, cookiesOf, type Answer } from './http-client.js';
import { freePort } from './support/free-port.js';
import { createTestClient, type TestClient } from './support/keycloak-client.js';

const PUBLIC_URL = 'http://localhost:8080';
let peers: FakePeers;
let gateway: GatewayUnderTest;
let client: TestClient;
let person: SignedIn;

beforeAll(async () => {
  peers = await startFakePeers();
  scriptWorld(peers);
  const port = await freePort();
  client = await createTestClient(PUBLIC_URL, `http://127.0.0.1:${port}`);
  gateway = await startGateway(peers, {
    FLEXSPACE_HTTP_PORT: String(port),
    FLEXSPACE_PUBLIC_URL: PUBLIC_URL,
    ...client.env,
  });
  person = await createPerson({ firstName: 'Paula', lastName: 'Page' });
}, 120_000);

afterAll(async () => {
  await gateway.stop();
  await peers.close();
  await client.remove();
});

type Cookies = Record<string, string>;
const me = (cookies: Cookies): Promise<Answer> => ask(`${gateway.origin}/api/auth/me/`, { cookies });

/** Fills in Keycloak's page as a browser would; gives the address it then sends the browser to. */
const fillIn = async (pageUrl: string): Promise<URL> => {
  const page = await fetch(pageUrl, { redirect: 'manual' });
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const action = /<form[^>]*\saction="([^"]+)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
  const sent = await fetch(action, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ username: person.username, password: passwordOf('alice') }),
  });
  return new URL(sent.headers.get('location') ?? 'http://nowhere.invalid');
};

const begin = async (next: string): Promise<{ page: string; ticket: Cookies }> => {
  const start = await ask(`${gateway.origin}/api/auth/sso/?next=${encodeURIComponent(next)}`);
  return { page: start.headers.get('location') ?? '', ticket: cookiesOf(start) };
};
const comeBack = (address: URL, cookies: Cookies): Promise<Answer> =>
  ask(`${gateway.origin}${address.pathname}${address.search}`, { cookies });

describe('signing in on the page of Keycloak', () => {
  it('ends where the person wanted to go, signed in', async () => {
    const { page, ticket } = await begin('/rooms/7?desk=11');
    const address = await fillIn(page);
    expect(address.href.startsWith(`${PUBLIC_URL}/api/auth/sso/callback/?`)).toBe(true);
    const back = await comeBack(address, ticket);
    expect({ status: back.status, to: back.headers.get('location') }).toEqual({ status: 302, to: '/rooms/7?desk=11' });
    expect((await me(cookiesOf(back))).body['username']).toBe(person.username);
    expect(cookiesOf(back)['flexspace_sso']).toBe('');

    const again = await comeBack(address, ticket);
    expect(again.headers.get('location')).toBe('/login?error=sso');
  });

  it('takes no answer without its ticket, with another one, or to a foreign place', async () => {
    const one = await begin('https://evil.example/');
    const two = await begin('/');
    const address = await fillIn(one.page);
    for (const cookies of [{}, two.ticket, { flexspace_sso: 'nonsense' }]) {
      const back = await comeBack(address, cookies);
      expect(back.headers.get('location')).toBe('/login?error=sso');
      expect(cookiesOf(back)).toEqual({ flexspace_sso: '' });
    }
    expect((await comeBack(address, one.ticket)).headers.get('location')).toBe('/');
  });
});

describe('back-channel logout', () => {
  it('kills the session’s tokens within two seconds of an administrator’s word', async () => {
    const login = await ask(`${gateway.origin}/api/auth/login/`, {
      method: 'POST',
      json: { username: person.username, password: passwordOf('alice') },
    });
    const cookies = cookiesOf(login);
    expect((await me(cookies)).status).toBe(200);
    await client.signOut(person.userId);
    await eventually(async () => (await me(cookies)).status === 401, { withinMs: 2_000 });
    const refused = await ask(`${gateway.origin}/api/auth/token/refresh/`, { method: 'POST', cookies });
    expect(refused.status).toBe(401);
  });
});

describe('the person’s own account', () => {
  it('says how they can sign in, and changes the password of who knows it', async () => {
    const own = await startGateway(peers);
    const login = (password: string): Promise<Answer> =>
      ask(`${own.origin}/api/auth/login/`, { method: 'POST', json: { username: person.username, password } });
    const cookies = cookiesOf(await login(passwordOf('alice')));
    const set = (json: object): Promise<Answer> =>
      ask(`${own.origin}/api/auth/set-password/`, { method: 'POST', cookies, json });

    expect((await ask(`${own.origin}/api/auth/linked-accounts/`, { cookies })).body).toEqual({
      linked_accounts: [],
      has_password: true,
      can_unlink: true,
    });
    expect((await set({ password: 'another-horse-2' })).body).toMatchObject({
      status: 400,
      errors: [{ path: 'current_password' }],
    });
    expect((await set({ password: 'another-horse-2', current_password: 'wrong' })).body).toMatchObject({
      status: 400,
      errors: [{ path: 'current_password' }],
    });
    expect((await set({ password: 'another-horse-2', current_password: passwordOf('alice') })).status).toBe(204);
    expect((await login('another-horse-2')).status).toBe(200);
    expect((await ask(`${own.origin}/api/auth/disconnect/google/`, { method: 'DELETE', cookies })).status).toBe(404);
    await own.stop();
  });
});
