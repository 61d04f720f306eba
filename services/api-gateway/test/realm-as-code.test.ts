import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testServers } from '@flexspace/testkit';
import { startFakePeers, type FakePeers } from './fake-peers.js';
import { scriptWorld } from './fake-world.js';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, cookiesOf, type Answer } from './http-client.js';
import { Browser, type Page } from './support/browser.js';
import { createGoogleRealm, PASSWORD, type GoogleRealm } from './support/google-realm.js';

const PUBLIC_URL = 'http://localhost:8080';
type Cookies = Record<string, string>;

let peers: FakePeers;
let gateway: GatewayUnderTest;
let realm: GoogleRealm;
let browser: Browser;

const account = (username: string, email: string, emailVerified = true) => ({ username, email, emailVerified });

beforeAll(async () => {
  realm = await createGoogleRealm(PUBLIC_URL, {
    here: ['ada', 'bob', 'carol', 'dora'].map((name) => account(name, `${name}@example.test`)),
    atGoogle: [
      account('gina', 'gina@example.test'),
      account('ada-at-google', 'ada@example.test'),
      // Anybody may write any address into an account that nobody verifies.
      account('mallory', 'bob@example.test', false),
      account('carol-at-home', 'carol.private@example.test'),
      account('dora-at-home', 'dora.private@example.test'),
    ],
  });
  peers = await startFakePeers(realm);
  scriptWorld(peers);
  gateway = await startGateway(peers, { FLEXSPACE_PUBLIC_URL: PUBLIC_URL, ...realm.env });
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  await peers.close();
  await realm.remove();
});
beforeEach(() => {
  browser = new Browser(testServers().keycloakUrl);
});

const api = (path: string, cookies: Cookies, method = 'GET', json?: unknown): Promise<Answer> =>
  ask(`${gateway.origin}/api/auth/${path}/`, { method, cookies, ...(json !== undefined && { json }) });
const login = (username: string, password = PASSWORD, at = gateway): Promise<Answer> =>
  ask(`${at.origin}/api/auth/login/`, { method: 'POST', json: { username, password } });
const linked = async (cookies: Cookies): Promise<unknown> => (await api('linked-accounts', cookies)).body;

/** Up to Google's own page, and signs in there. */
const atGoogle = async (username: string): Promise<{ page: Page; ticket: Cookies }> => {
  const start = await ask(`${gateway.origin}/api/auth/google/`);
  const page = await browser.visit(start.headers.get('location') ?? '');
  return { page: await browser.fillIn(page, { username, password: PASSWORD }), ticket: cookiesOf(start) };
};

/** What the gateway says to a browser that comes back from Keycloak. */
const comeBack = async ({ leftFor }: Page, ticket: Cookies): Promise<{ to: string | null; cookies: Cookies }> => {
  expect(leftFor?.origin).toBe(PUBLIC_URL);
  const answer = await ask(`${gateway.origin}${leftFor?.pathname ?? ''}${leftFor?.search ?? ''}`, { cookies: ticket });
  return { to: answer.headers.get('location'), cookies: cookiesOf(answer) };
};

describe('signing in with Google', () => {
  it('makes an account for somebody new, who keeps Google until there is a password', async () => {
    expect((await ask(`${gateway.origin}/api/auth/providers/`)).body).toMatchObject({ google: true });
    const { page, ticket } = await atGoogle('gina');
    const { to, cookies } = await comeBack(page, ticket);
    expect(to).toBe('/');
    expect((await api('me', cookies)).body).toMatchObject({ email: 'gina@example.test', first_name: 'Gina' });
    const google = [{ provider: 'google', username: expect.any(String) }];
    expect(await linked(cookies)).toEqual({ linked_accounts: google, has_password: false, can_unlink: false });

    expect((await api('disconnect/google', cookies, 'DELETE')).body).toMatchObject({
      status: 422,
      reason: 'LAST_LOGIN_METHOD',
    });
    const weak = (await api('set-password', cookies, 'POST', { password: 'x' })).body;
    expect(weak).toMatchObject({ status: 400, reason: 'INVALID_REQUEST', errors: [{ path: 'password' }] });
    expect((await api('set-password', cookies, 'POST', { password: 'my-own-horse-7' })).status).toBe(204);
    expect(await linked(cookies)).toMatchObject({ has_password: true, can_unlink: true });

    expect((await api('disconnect/google', cookies, 'DELETE')).status).toBe(204);
    expect(await linked(cookies)).toEqual({ linked_accounts: [], has_password: true, can_unlink: true });
    expect((await login('gina@example.test', 'my-own-horse-7')).status).toBe(200);
  });

  it('joins no account by an e-mail address that Google has not verified', async () => {
    const { page } = await atGoogle('mallory');
    expect(page.leftFor).toBeUndefined();
    expect(page.html).not.toMatch(/name="password"/);
    expect(await linked(cookiesOf(await login('bob')))).toMatchObject({ linked_accounts: [] });
  });

  it('joins an account with the same verified address only for who has its password', async () => {
    const { page, ticket } = await atGoogle('ada-at-google');
    expect(page.leftFor).toBeUndefined();
    const asked = await browser.fillIn(page, { submitAction: 'linkAccount' });
    const wrong = await browser.fillIn(asked, { username: 'ada', password: 'a guess' });
    expect(wrong.leftFor).toBeUndefined();
    expect(await linked(cookiesOf(await login('ada')))).toMatchObject({ linked_accounts: [] });

    const right = await browser.fillIn(wrong, { username: 'ada', password: PASSWORD });
    const { cookies } = await comeBack(right, ticket);
    expect((await api('me', cookies)).body).toMatchObject({ username: 'ada' });
    expect(await linked(cookies)).toMatchObject({ linked_accounts: [{ provider: 'google' }], has_password: true });
  });
});

describe('one person who signs in many times at the same moment, at two replicas', () => {
  it('is let in each time, although Keycloak refuses two at once', async () => {
    const { prefix } = gateway;
    const env = { FLEXSPACE_NATS_PREFIX: prefix, FLEXSPACE_PUBLIC_URL: PUBLIC_URL, ...realm.env };
    const second = await startGateway(peers, env);
    try {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => login('bob', PASSWORD, index % 2 === 0 ? gateway : second)),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    } finally {
      await second.stop();
    }
  });
});

describe('linking Google to one’s account', () => {
  /** Starts for somebody who is signed in here, and signs in on Keycloak's page as somebody. */
  const startLinking = async (cookies: Cookies, as: string): Promise<{ page: Page; ticket: Cookies }> => {
    const start = await api('link/google', cookies, 'POST');
    expect(start.status).toBe(200);
    const page = await browser.visit(String(start.body['auth_url']));
    return { page: await browser.fillIn(page, { username: as, password: PASSWORD }), ticket: cookiesOf(start) };
  };
  const confirmAt = async (page: Page, username: string): Promise<Page> => {
    const google = /name="password"/.test(page.html) ? page : await browser.fillIn(page, {});
    return browser.fillIn(google, { username, password: PASSWORD });
  };

  it('ends in the settings, with Google linked, and can be undone', async () => {
    const cookies = cookiesOf(await login('carol'));
    const { page, ticket } = await startLinking(cookies, 'carol');
    const back = await comeBack(await confirmAt(page, 'carol-at-home'), ticket);
    expect(back.to).toBe('/settings');
    expect(await linked(cookies)).toMatchObject({ linked_accounts: [{ provider: 'google' }], can_unlink: true });
    expect((await api('disconnect/google', cookies, 'DELETE')).status).toBe(204);
    expect(await linked(cookies)).toMatchObject({ linked_accounts: [] });
  });

  it('never ends in the session of somebody else', async () => {
    const cookies = cookiesOf(await login('carol'));
    const { page, ticket } = await startLinking(cookies, 'dora');
    const back = await comeBack(await confirmAt(page, 'dora-at-home'), ticket);
    expect(back).toMatchObject({ to: '/login?error=sso', cookies: { flexspace_sso: '' } });
    expect(back.cookies).not.toHaveProperty('flexspace_access');
    expect(await linked(cookies)).toMatchObject({ linked_accounts: [] });
  });

  it('knows no other provider', async () => {
    const cookies = cookiesOf(await login('carol'));
    expect((await api('link/github', cookies, 'POST')).status).toBe(400);
    expect((await api('disconnect/google', cookies, 'DELETE')).status).toBe(404);
  });
});
