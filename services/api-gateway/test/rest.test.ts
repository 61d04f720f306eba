import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signIn } from '@flexspace/testkit';
import { startFakePeers, type FakePeers } from './fake-peers.js';
import { scriptWorld, type FakeWorld } from './fake-world.js';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, type Answer, type Ask } from './http-client.js';

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

const api = (path: string, options: Ask = {}): Promise<Answer> =>
  ask(`${gateway.origin}/api${path}`, { token, ...options });
const slot = { desk_id: 11, start_time: '2027-01-04T09:00:00Z', end_time: '2027-01-04T12:00:00+01:00' };

describe('places', () => {
  it('adds up desks at every level of the tree', async () => {
    const { status, list } = await api('/locations/tree/');
    expect(status).toBe(200);
    expect(list[0]).toMatchObject({
      name: 'Germany',
      country_code: 'DE',
      desk_count: 2,
      available_desk_count: 1,
      locations: [
        {
          name: 'Berlin',
          timezone: 'Europe/Berlin',
          can_access: true,
          available_desk_count: 1,
          floors: [{ rooms: [{ id: 7, can_book: true, cannot_book_reason: null }] }],
        },
      ],
    });
  });

  it('answers with and without a trailing slash', async () => {
    for (const path of [
      '/locations/tree',
      '/locations/tree/',
      '/rooms/7',
      '/rooms/7/',
      '/rooms/7/desks',
      '/rooms/7/desks/',
    ]) {
      expect((await api(path)).status).toBe(200);
    }
  });

  it('gives a strong tag to the tree, and 304 to who has it', async () => {
    const first = await api('/locations/tree/');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"12-[\w-]+"$/);
    const again = await api('/locations/tree/', { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
  });

  it('shows a room with its desks, their state and the position of the snapshot', async () => {
    const { status, body } = await api('/rooms/7/desks/');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 7,
      map_image: { url: '/media/maps/7/0123456789abcdef.webp', width: 1200, height: 800 },
      floor: { id: 5 },
      desks: [
        { id: 11, room: 7, orientation: 'left', is_booked: true, booked_by: { full_name: 'Ada Lovelace' } },
        { id: 12, is_booked: false, booked_by: null, permanent_assignee: null },
      ],
    });
    expect(body['position']).toMatch(/^.+:\d+$/);
  });

  it('asks for a moment or a range, never for both', async () => {
    await api('/rooms/7/desks/?at=2027-01-04T09:00:00%2B01:00');
    expect(peers.booking.asked.at(-1)?.request).toMatchObject({ at: { seconds: Date.UTC(2027, 0, 4, 8) / 1_000 } });
    expect((await api('/rooms/7/desks/?start=2027-01-04T09:00:00Z&end=2027-01-04T10:00:00Z')).status).toBe(200);
    const refused = await api('/rooms/7/desks/?at=2027-01-04T09:00:00Z&start=2027-01-04T09:00:00Z');
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'at' }] } });
  });

  it('passes the days of availability on within their bounds', async () => {
    const { body } = await api('/rooms/7/availability/?start=2026-11-01&days=3');
    expect(body).toMatchObject({ room_id: 7, timezone: 'Europe/Berlin' });
    expect((await api('/rooms/7/availability/?days=63')).body).toMatchObject({
      reason: 'INVALID_REQUEST',
      errors: [{ path: 'days' }],
    });
    expect((await api('/rooms/7/availability/?start=2026-02-30')).body).toMatchObject({ errors: [{ path: 'start' }] });
    expect((await api('/desks/12/availability/?days=1')).body).toMatchObject({
      desk_id: 12,
      days: [{ available: true }],
    });
  });

  it('honours If-Match by its version alone', async () => {
    const change = { method: 'PATCH', json: { name: 'Germany' } };
    expect((await api('/countries/1/', { ...change, headers: { 'if-match': '"3-whatever"' } })).status).toBe(200);
    expect((await api('/countries/1/', { ...change, headers: { 'if-match': '"2"' } })).body).toMatchObject({
      status: 412,
      reason: 'STALE',
    });
    expect((await api('/countries/1/', { ...change, headers: { 'if-match': '"nonsense"' } })).status).toBe(412);
  });
});

describe('bookings', () => {
  it('books, reads, lists and cancels', async () => {
    const made = await api('/bookings/', { method: 'POST', json: slot });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      desk: { id: 11, room: 7 },
      status: 'upcoming',
      start_time: '2027-01-04T09:00:00Z',
      end_time: '2027-01-04T11:00:00Z',
      user: { username: 'alice' },
    });
    const path = new URL(made.headers.get('location') ?? '', gateway.origin).pathname.replace('/api', '');
    expect((await api(path)).body['id']).toBe(made.body['id']);
    expect((await api('/bookings/?user_only=true')).list).toHaveLength(1);
    expect((await api(path, { method: 'DELETE' })).status).toBe(204);
    expect((await api(path)).status).toBe(404);
  });

  it('says which times are taken, as a problem', async () => {
    await api('/bookings/', { method: 'POST', json: slot });
    const { status, headers, body } = await api('/bookings/', { method: 'POST', json: slot });
    expect(status).toBe(409);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({
      type: '/api/docs/problems/slot-taken',
      status: 409,
      reason: 'SLOT_TAKEN',
      instance: headers.get('x-request-id'),
      conflicts: [{ start_time: '2027-01-04T09:00:00Z', end_time: '2027-01-04T11:00:00Z' }],
    });
    world.bookings.clear();
  });

  it('links to the next page', async () => {
    for (const day of ['05', '06']) {
      await api('/bookings/', {
        method: 'POST',
        json: { desk_id: 11, start_time: `2027-01-${day}T09:00:00Z`, end_time: `2027-01-${day}T10:00:00Z` },
      });
    }
    const { headers } = await api('/bookings/?user_only=true&limit=1');
    expect(headers.get('link')).toBe('</api/bookings/?user_only=true&limit=1&cursor=abc%3D>; rel="next"');
    world.bookings.clear();
  });

  it('holds and frees a desk, freeing from a beacon of any content type', async () => {
    const hold = await api('/bookings/lock/', { method: 'POST', json: { desk_id: 11 } });
    expect(hold.body).toEqual({
      ok: true,
      expires_at: '2026-11-18T11:07:40Z',
      max_expires_at: '2026-11-18T11:11:40Z',
      refresh_after_s: 25,
    });
    const bodies: [string, string][] = [
      ['text/plain;charset=UTF-8', '{"desk_id":11}'],
      ['application/x-www-form-urlencoded', 'desk_id=11'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="desk_id"\r\n\r\n11\r\n--x--\r\n',
      ],
      ['application/json', '{"desk_id":11}'],
    ];
    for (const [type, body] of bodies) {
      const freed = await api('/bookings/unlock/', { method: 'POST', body, headers: { 'content-type': type } });
      expect(freed).toMatchObject({ status: 200, body: { ok: true } });
      expect(peers.booking.asked.at(-1)).toMatchObject({ method: 'unlockDesk', request: { deskId: 11 } });
    }
    expect((await api('/desks/11/lock_state/')).body).toEqual({ locked: false });
  });

  it('keeps a sane request id and replaces another', async () => {
    expect((await api('/auth/me/', { headers: { 'x-request-id': 'abc-123' } })).headers.get('x-request-id')).toBe(
      'abc-123',
    );
    expect(
      (await api('/auth/me/', { headers: { 'x-request-id': 'no spaces please' } })).headers.get('x-request-id'),
    ).not.toContain(' ');
  });

  it('answers 503 with Retry-After, and nothing internal, when a service does not', async () => {
    const { status, headers, text } = await api('/bookings/stats/?tz=Europe/Berlin');
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('2');
    expect(JSON.parse(text)).toMatchObject({ reason: 'UNAVAILABLE' });
  });
});
