import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signIn } from '@flexspace/testkit';
import { startFakePeers, type FakePeers } from './fake-peers.js';
import { scriptWorld, type FakeWorld } from './fake-world.js';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, type Ask } from './http-client.js';

let peers: FakePeers;
let world: FakeWorld;
let gateway: GatewayUnderTest;
let token: string;

beforeAll(async () => {
  peers = await startFakePeers();
  world = scriptWorld(peers);
  gateway = await startGateway(peers);
  ({ token } = await signIn('alice'));
}, 120_000);

afterAll(async () => {
  await gateway.stop();
  await peers.close();
});

beforeEach(() => {
  peers.booking.asked.length = 0;
});

const good = { desk_id: 11, start_time: '2027-01-04T09:00:00Z', end_time: '2027-01-04T12:00:00Z' };
const json = { 'content-type': 'application/json' };
/** As the browser sends it: with the cookie. */
const signedIn = (): Ask => ({ cookies: { flexspace_access: token } });
const post = (body: unknown): Ask => ({ method: 'POST', json: body });

interface Row {
  readonly what: string;
  readonly path?: string;
  readonly ask: Ask;
  readonly anonymous?: boolean;
  readonly status: number;
  readonly reason: string;
  readonly field?: string;
}

const rows: readonly Row[] = [
  {
    what: 'a naive timestamp',
    ask: post({ ...good, start_time: '2027-01-04T09:00:00' }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'start_time',
  },
  {
    what: 'a day that does not exist',
    ask: post({ ...good, start_time: '2027-02-30T09:00:00Z' }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'start_time',
  },
  {
    what: 'a leap second',
    ask: post({ ...good, end_time: '2027-01-04T23:59:60Z' }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'end_time',
  },
  {
    what: 'an end before the start',
    ask: post({ ...good, end_time: '2027-01-04T08:00:00Z' }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'end_time',
  },
  {
    what: 'an empty interval',
    ask: post({ ...good, end_time: good.start_time }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'end_time',
  },
  {
    what: 'an unknown field',
    ask: post({ ...good, colour: 'red' }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'colour',
  },
  {
    what: 'a missing field',
    ask: post({ desk_id: 11, start_time: good.start_time }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'end_time',
  },
  {
    what: 'a number as text',
    ask: post({ ...good, desk_id: '11' }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'desk_id',
  },
  {
    what: 'an id that overflows',
    ask: post({ ...good, desk_id: 2 ** 60 }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'desk_id',
  },
  { what: 'a body that is a list', ask: post([good]), status: 400, reason: 'INVALID_REQUEST', field: 'body' },
  { what: 'no body', ask: { method: 'POST', headers: json }, status: 400, reason: 'INVALID_REQUEST', field: 'body' },
  {
    what: 'broken JSON',
    ask: { method: 'POST', headers: json, body: '{"desk_id":11,' },
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'body',
  },
  {
    what: 'a poisoned prototype',
    ask: { method: 'POST', headers: json, body: '{"__proto__":{"x":1},"desk_id":11}' },
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'body',
  },
  { what: 'an unknown desk', ask: post({ ...good, desk_id: 999 }), status: 404, reason: 'NOT_FOUND' },
  {
    what: 'a foreign Origin',
    ask: { ...post(good), headers: { origin: 'https://evil.example' } },
    status: 403,
    reason: 'FORBIDDEN',
  },
  { what: 'an opaque Origin', ask: { ...post(good), headers: { origin: 'null' } }, status: 403, reason: 'FORBIDDEN' },
  {
    what: 'a cross-site fetch',
    ask: { ...post(good), headers: { 'sec-fetch-site': 'cross-site' } },
    status: 403,
    reason: 'FORBIDDEN',
  },
  { what: 'no cookie', ask: post(good), anonymous: true, status: 401, reason: 'UNAUTHENTICATED' },
  {
    what: 'more than a megabyte of garbage',
    ask: { method: 'POST', headers: json, body: '\u0007'.repeat(1_100_000) },
    status: 413,
    reason: 'TOO_LARGE',
  },
  {
    what: 'just under a megabyte of garbage',
    ask: { method: 'POST', headers: json, body: 'x'.repeat(1_000_000) },
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'body',
  },
  {
    what: 'a text body',
    ask: { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify(good) },
    status: 415,
    reason: 'UNSUPPORTED_MEDIA',
  },
  {
    what: 'a form body',
    ask: { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'desk_id=11' },
    status: 415,
    reason: 'UNSUPPORTED_MEDIA',
  },
  {
    what: 'an idempotency key with spaces',
    ask: { ...post(good), headers: { 'idempotency-key': 'a b' } },
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'idempotency-key',
  },
  {
    what: 'an unknown query parameter',
    path: '/bookings/?desk=11&color=red',
    ask: {},
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'color',
  },
  {
    what: 'a page that is too long',
    path: '/bookings/?desk=11&limit=501',
    ask: {},
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'limit',
  },
  {
    what: 'half a range',
    path: '/bookings/?desk=11&start=2027-01-04T09:00:00Z',
    ask: {},
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'end',
  },
  {
    what: 'a flag that is no flag',
    path: '/bookings/?user_only=yes',
    ask: {},
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'user_only',
  },
  {
    what: 'an id that is no number',
    path: '/bookings/abc/',
    ask: {},
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'id',
  },
  {
    what: '101 intervals',
    path: '/bookings/bulk_create/',
    ask: post({
      desk_id: 11,
      intervals: Array.from({ length: 101 }, () => ({ start_time: good.start_time, end_time: good.end_time })),
    }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'intervals',
  },
  {
    what: 'no intervals',
    path: '/bookings/bulk_create/',
    ask: post({ desk_id: 11, intervals: [] }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'intervals',
  },
  {
    what: 'a reversed interval among good ones',
    path: '/bookings/bulk_create/',
    ask: post({
      desk_id: 11,
      intervals: [
        { start_time: good.start_time, end_time: good.end_time },
        { start_time: good.end_time, end_time: good.start_time },
      ],
    }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'intervals[1].end_time',
  },
  {
    what: 'a search for spaces',
    path: '/users/search/?q=%20%20%20',
    ask: {},
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'q',
  },
  {
    what: 'a name of 121 characters',
    path: '/floors/',
    ask: post({ location: 2, name: 'x'.repeat(121), level: 1 }),
    status: 400,
    reason: 'INVALID_REQUEST',
    field: 'name',
  },
  {
    what: 'an upload without a boundary',
    path: '/admin/rooms/7/upload-map/',
    ask: { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
    status: 415,
    reason: 'UNSUPPORTED_MEDIA',
  },
  { what: 'an address that does not exist', path: '/nothing/here/', ask: {}, status: 404, reason: 'NOT_FOUND' },
];

describe('bad input', () => {
  it.each(rows)(
    'answers $what with $status $reason',
    async ({ path = '/bookings/', ask: options, anonymous, status, reason, field }) => {
      const {
        status: got,
        headers,
        body,
      } = await ask(`${gateway.origin}/api${path}`, { ...(anonymous === true ? {} : signedIn()), ...options });
      expect({ got, reason: body['reason'] }).toEqual({ got: status, reason });
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(body).toMatchObject({ status, instance: headers.get('x-request-id') });
      if (field !== undefined)
        expect(body['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ path: field })]));
      expect(world.bookings.size).toBe(0);
      if (status === 400) expect(peers.booking.asked).toEqual([]);
    },
  );

  it('accepts a request from our own page', async () => {
    const { host } = new URL(gateway.origin);
    for (const origin of ['http://localhost:8080', `http://${host}`]) {
      const made = await ask(`${gateway.origin}/api/bookings/lock/`, {
        ...signedIn(),
        ...post({ desk_id: 11 }),
        headers: { origin, 'sec-fetch-site': 'same-origin' },
      });
      expect(made.status).toBe(200);
    }
  });

  it('needs no Origin of a script with a bearer token', async () => {
    const made = await ask(`${gateway.origin}/api/bookings/lock/`, {
      token,
      ...post({ desk_id: 11 }),
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(made.status).toBe(200);
  });

  it('serves the page that a problem names', async () => {
    const { body } = await ask(`${gateway.origin}/api/bookings/`, post(good));
    const page = await ask(`${gateway.origin}${String(body['type'])}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('UNAUTHENTICATED');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});
