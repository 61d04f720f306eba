import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signIn, testServers } from '@flexspace/testkit';
import { NotFound } from '@flexspace/kernel';
import { WebSocket, WebSocketServer } from 'ws';
import { startFakePeers, type FakePeers } from './fake-peers.js';
import { room, scriptWorld } from './fake-world.js';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask } from './http-client.js';

let peers: FakePeers;
let gateway: GatewayUnderTest;
let realtime: Server;
let upgrades: IncomingMessage[];
let webRoot: string;
let token: string;

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'flexspace-web-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>FlexSpace</title>');
  await writeFile(join(webRoot, 'assets', 'app-abc123.js'), 'export {};');
  upgrades = [];
  realtime = createServer((_request, response) => {
    response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({ server: realtime, path: '/ws' });
  sockets.on('connection', (socket, request) => {
    upgrades.push(request);
    socket.on('message', (data: Buffer) => {
      socket.send(`echo ${data.toString()}`);
    });
  });
  peers = await startFakePeers();
  scriptWorld(peers);
  gateway = await startGateway(peers, {
    FLEXSPACE_WEB_ROOT: webRoot,
    FLEXSPACE_REALTIME_URL: await listen(realtime),
    FLEXSPACE_KEYCLOAK_PROXY_URL: testServers().keycloakUrl,
  });
  ({ token } = await signIn('alice'));
}, 120_000);

afterAll(async () => {
  await gateway.stop();
  await peers.close();
  realtime.closeAllConnections();
  realtime.close();
  await rm(webRoot, { recursive: true, force: true });
});

describe('the app', () => {
  it('is the same page on every address of its own, under a strict policy', async () => {
    for (const path of ['/', '/index.html', '/rooms/7', '/my-bookings/']) {
      const { status, text, headers } = await ask(gateway.origin + path);
      expect(status).toBe(200);
      expect(text).toContain('FlexSpace');
      expect(headers.get('cache-control')).toBe('no-cache');
      expect(headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('referrer-policy')).not.toBeNull();
      expect(headers.get('permissions-policy')).not.toBeNull();
    }
  });

  it('sends scripts and styles compressed', async () => {
    const plain = await ask(`${gateway.origin}/assets/app-abc123.js`, { headers: { 'accept-encoding': 'identity' } });
    for (const encoding of ['br', 'gzip']) {
      const file = await ask(`${gateway.origin}/assets/app-abc123.js`, { headers: { 'accept-encoding': encoding } });
      expect(file.headers.get('content-encoding')).toBe(encoding);
      expect(file.headers.get('vary')).toBe('accept-encoding');
      expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(file.text).toBe(plain.text);
    }
  });

  it('keeps hashed files for ever and does not take a missing one for a page', async () => {
    const file = await ask(`${gateway.origin}/assets/app-abc123.js`);
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    for (const path of ['/assets/gone.js', '/favicon.ico', '/api/gone', '/%zz']) {
      const { headers, status } = await ask(gateway.origin + path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers.get('content-type')).toBe('application/problem+json');
    }
  });
});

describe('maps', () => {
  const key = room.map?.key ?? '';
  const twoChunks = () => Readable.from([{ chunk: Buffer.from('RIFF') }, { chunk: Buffer.from('more') }]);

  it('are streamed as images to keep, to those who may see the room', async () => {
    peers.catalog.script.readMap = twoChunks;
    const { status, headers, text } = await ask(`${gateway.origin}/media/maps/7/${key}`, { token });
    expect({ status, text }).toEqual({ status: 200, text: 'RIFFmore' });
    expect(headers.get('content-type')).toBe('image/webp');
    expect(headers.get('cache-control')).toContain('immutable');
    expect(headers.get('etag')).toBe(`"${key}"`);
    expect((await ask(`${gateway.origin}/media/maps/7/${key}`)).status).toBe(401);
  });

  it('are not sent again to who has them', async () => {
    peers.catalog.script.readMap = twoChunks;
    const url = `${gateway.origin}/media/maps/7/${key}`;
    for (const tag of [`"${key}"`, `W/"${key}"`, `"other", "${key}"`, '*']) {
      const { status, text } = await ask(url, { token, headers: { 'if-none-match': tag } });
      expect({ tag, status, text }).toEqual({ tag, status: 304, text: '' });
    }
    expect((await ask(url, { token, headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('are not there for anybody else, whatever they say they have', async () => {
    peers.catalog.script.readMap = () => {
      throw new NotFound('map');
    };
    for (const path of [`/media/maps/7/${key}`, '/media/maps/x/abcdefgh.webp', '/media/maps/7/..%2f..%2fetc']) {
      expect((await ask(gateway.origin + path, { token })).status).toBe(404);
      expect((await ask(gateway.origin + path, { token, headers: { 'if-none-match': `"${key}"` } })).status).toBe(404);
    }
  });

  it('are uploaded as a stream of bytes', async () => {
    peers.catalog.script.uploadMap = () => room;
    peers.access.script.listRoomAccess = () => ({
      rooms: [{ roomId: 7, locationId: 2, managers: [], allowedGroups: [] }],
    });
    const form = new FormData();
    form.set('map_image', new Blob([Buffer.alloc(300_000, 1)]), 'plan.png');
    const response = await fetch(`${gateway.origin}/api/admin/rooms/7/upload-map/`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${token}`, 'if-match': '"9-x"' },
    });
    expect(response.status).toBe(200);
    const messages = peers.catalog.asked.find(({ method }) => method === 'uploadMap')?.request as {
      part: { $case: string; value: Buffer };
    }[];
    expect(messages[0]).toEqual({ part: { $case: 'header', value: { roomId: 7, ifVersion: 9 } } });
    expect(messages.slice(1).reduce((total, { part }) => total + part.value.length, 0)).toBe(300_000);
  });

  it.each([
    ['a file under another name', 'image', 10, 400, 'INVALID_REQUEST'],
    ['more than 10 MB', 'map_image', 11_000_000, 413, 'TOO_LARGE'],
  ])('are refused as %s', async (_what, field, bytes, status, reason) => {
    const form = new FormData();
    form.set(field, new Blob([Buffer.alloc(bytes)]), 'plan.png');
    const response = await fetch(`${gateway.origin}/api/admin/rooms/7/upload-map/`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ reason });
  });
});

describe('the way through to others', () => {
  it('joins a socket with the realtime gateway', async () => {
    const socket = new WebSocket(`${gateway.origin.replace('http', 'ws')}/ws`, {
      headers: { cookie: 'flexspace_access=abc', 'x-forwarded-for': '6.6.6.6' },
    });
    const reply = await new Promise<string>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => {
        socket.send('hello');
      });
      socket.on('message', (data: Buffer) => {
        resolve(data.toString());
      });
    });
    expect(reply).toBe('echo hello');
    expect(upgrades[0]?.headers).toMatchObject({ cookie: 'flexspace_access=abc', 'x-forwarded-for': '127.0.0.1' });
    socket.close();
  });

  it('answers a problem, and lives on, when the realtime gateway or Keycloak is away', async () => {
    const alone = await startGateway(peers, {
      FLEXSPACE_REALTIME_URL: 'http://127.0.0.1:1',
      FLEXSPACE_KEYCLOAK_PROXY_URL: 'http://127.0.0.1:1/auth',
    });
    const refused = await new Promise<IncomingMessage>((resolve) => {
      const socket = new WebSocket(`${alone.origin.replace('http', 'ws')}/ws`);
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_request, response) => {
        resolve(response);
      });
    });
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(await ask(`${alone.origin}/auth/realms/flexspace`)).toMatchObject({
      status: 503,
      body: { reason: 'UNAVAILABLE' },
    });
    expect((await ask(`${alone.origin}/healthz`)).body).toEqual({ status: 'ok' });
    expect((await ask(`${alone.admin}/readyz`)).status).toBe(200);
    await alone.stop();
  });

  it('passes Keycloak’s pages on, forms from its own pages included', async () => {
    const path = '/auth/realms/master/protocol/openid-connect/token';
    expect(
      (await ask(`${gateway.origin}/auth/realms/master/.well-known/openid-configuration`)).body['issuer'],
    ).toContain('/realms/master');
    const posted = await ask(gateway.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=password&client_id=admin-cli&username=x&password=y',
    });
    expect(posted.body['error']).toBe('invalid_grant');
  });

  it('begins a login on Keycloak’s page with PKCE, and refuses an answer that is not its own', async () => {
    const start = await ask(`${gateway.origin}/api/auth/sso/?next=//evil.example`);
    const target = new URL(start.headers.get('location') ?? '');
    expect(start.status).toBe(302);
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      client_id: 'flexspace-gateway',
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: 'http://localhost:8080/api/auth/sso/callback/',
    });
    expect(start.headers.getSetCookie()[0]).toMatch(
      /^flexspace_sso=.+; Path=\/api\/auth\/; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    const back = await ask(`${gateway.origin}/api/auth/sso/callback/?code=abc&state=forged&session_state=x&iss=y`);
    expect({ status: back.status, to: back.headers.get('location') }).toEqual({ status: 302, to: '/login?error=sso' });
    expect((await ask(`${gateway.origin}/api/auth/google/`)).status).toBe(404);
  });

  it('refuses a forged logout token', async () => {
    const { status, body } = await ask(`${gateway.origin}/api/auth/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `logout_token=${token}`,
    });
    expect({ status, reason: body['reason'] }).toEqual({ status: 400, reason: 'INVALID_REQUEST' });
  });
});
