import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { CatalogServiceClient, Orientation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { eventually, passwordOf, signIn, testCall, usernameOf } from '@flexspace/testkit';
import { documentedTelemetry } from '../../../tools/lint/src/documented-telemetry.js';
import { createGrpcClient } from '../src/index.js';
import { startTracedServices, type Span, type TracedServices } from './support/traced-services.js';

const root = path.resolve(import.meta.dirname, '../../..');

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': randomBytes(16).toString('base64'),
};

let services: TracedServices;
let addresses: TracedServices['addresses'];
let spans: readonly Span[];

beforeAll(async () => {
  services = await startTracedServices();
  ({ addresses, spans } = services);
}, 180_000);

afterAll(async () => {
  await services.stop();
});

const makeDesk = async (token: string): Promise<number> => {
  const catalog = createGrpcClient(CatalogServiceClient, addresses.catalog);
  const access = createGrpcClient(AccessServiceClient, addresses.access);
  try {
    const country = await catalog.createCountry(
      { name: 'Germany', countryCode: 'DE', lat: 51, lng: 10 },
      testCall(token),
    );
    const location = await catalog.createLocation(
      { name: 'Berlin', countryId: country.id, lat: 52, lng: 13, timezone: 'Europe/Berlin' },
      testCall(token),
    );
    const floor = await catalog.createFloor({ locationId: location.id, name: 'First', level: 1 }, testCall(token));
    const room = await catalog.createRoom({ floorId: floor.id, name: 'Spree', description: '' }, testCall(token));
    const desk = await catalog.createDesk(
      { roomId: room.id, name: '1', posX: 50, posY: 50, orientation: Orientation.ORIENTATION_TOP },
      testCall(token),
    );
    return desk.id;
  } finally {
    catalog.close();
    access.close();
  }
};

describe('one booking, when an OTLP endpoint is configured', () => {
  it('is one trace from REST over gRPC and NATS to the sockets', async () => {
    const { token } = await signIn('superuser');
    const deskId = await makeDesk(token);
    const start = new Date(Date.now() + 86_400_000);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await fetch(`http://${addresses['api-gateway']}/api/bookings/`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
      body: JSON.stringify({
        desk_id: deskId,
        start_time: start.toISOString(),
        end_time: new Date(start.getTime() + 3_600_000).toISOString(),
      }),
    });
    expect(answer.status).toBe(201);
    // The request's own id is the trace's, so that what a person reads on the screen finds the trace.
    expect(answer.headers.get('x-request-id')).toBe(traceId);
    const inTrace = (service: string, name: RegExp): boolean =>
      spans.some((span) => span.traceId === traceId && span.service === `flexspace-${service}` && name.test(span.name));
    const steps: [string, RegExp][] = [
      ['api-gateway', /POST/],
      ['booking', /CreateBooking/],
      ['booking', /^booking\.v1\.booking\.created\.\d+ publish$/],
      ['access', /CheckAccess|BulkCheckAccess|ListAccessible/],
      ['realtime-gateway', /booking\.v1\.booking\.created\.\d+ process$/],
    ];
    try {
      await eventually(() => steps.every(([service, name]) => inTrace(service, name)), { withinMs: 30_000 });
    } catch (cause) {
      const seen = spans.filter((span) => span.traceId === traceId).map(({ service, name }) => `${service}: ${name}`);
      throw new Error(`the trace has only ${JSON.stringify(seen)}`, { cause });
    }
    const documented = documentedTelemetry(root).spans.map(({ name }) => new RegExp(`^(?:${name})$`));
    const unknown = spans.filter(({ name }) => !documented.some((pattern) => pattern.test(name)));
    expect([...new Set(unknown.map(({ name }) => name))]).toEqual([]);
  });
});

describe('what is told to an OTLP endpoint and to the logs', () => {
  const gateway = (): string => `http://${addresses['api-gateway']}`;
  const get = (where: string): Promise<Response> => fetch(`${gateway()}${where}`, { redirect: 'manual' });
  const post = (where: string, headers: Record<string, string>, body?: object): Promise<Response> =>
    fetch(`${gateway()}${where}`, {
      method: 'POST',
      headers: { origin: gateway(), ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('holds no password, no cookie, no token, and no secret that stands in an address', async () => {
    const username = usernameOf('alice');
    const password = passwordOf('alice');
    const wrong = randomBytes(12).toString('hex');
    expect((await post('/api/auth/login/', {}, { username, password: wrong })).status).toBe(401);
    const login = await post('/api/auth/login/', {}, { username, password });
    expect(login.status).toBe(200);
    const cookies = login.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
    const cookie = cookies.join('; ');
    const tokens = cookies.map((one) => one.slice(one.indexOf('=') + 1));
    expect(tokens).toHaveLength(2);

    const feed = (await (await post('/api/preferences/calendar_feed/', { cookie })).json()) as { url: string };
    const calendar = new URL(feed.url).pathname;
    const [, secret = ''] = /([\w-]{16,})\.ics$/.exec(calendar) ?? [];
    expect((await get(calendar)).status).toBe(200);
    expect((await get(`${calendar}?once=${secret}`)).status).toBe(400);
    expect((await get(calendar.replace('calendar', 'calendars'))).status).toBe(404);
    const code = randomBytes(12).toString('hex');
    await get(`/api/auth/sso/callback/?code=${code}&state=${code}`);
    await post('/api/auth/token/refresh/', { cookie });
    const upgrade = request(`${gateway()}/ws`, { headers: { cookie, ...UPGRADE } }).end();
    const [, socket] = (await once(upgrade, 'upgrade')) as [IncomingMessage, Socket];
    socket.destroy();
    const traceId = createHash('md5').update(secret).digest('hex');
    await fetch(`${gateway()}${calendar}`, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });

    const here = (): readonly Span[] => spans.filter((span) => span.traceId === traceId);
    await eventually(() => here().some(({ service }) => service === 'flexspace-booking'), { withinMs: 30_000 });
    const told = spans.map(({ text }) => text).join('\n') + services.logged();
    expect(told).toContain('/api/calendar/…');
    expect(told).toContain('sso/callback');
    const secrets = { password, wrong, secret, code, access: tokens[0], refresh: tokens[1] };
    for (const [name, value = ''] of Object.entries(secrets)) {
      expect([name, value.length > 5]).toEqual([name, true]);
      expect([name, told.includes(value)]).toEqual([name, false]);
    }
  });
});
