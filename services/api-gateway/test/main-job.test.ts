import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type PersonName } from '@flexspace/testkit';
import { ask } from './http-client.js';
import { idOf, openOffice, slot, tomorrow, type Office } from './support/office.js';

let world: Office['world'];
let ids: Office['ids'];
let as: Office['as'];
let post: Office['post'];

beforeAll(async () => {
  ({ world, ids, as, post } = await openOffice());
}, 180_000);

afterAll(async () => {
  await world.stop();
});

describe('the main job, over REST', () => {
  it('shows the tree with free desks', async () => {
    await eventually(async () => {
      const { list } = await as('alice', '/locations/tree/');
      expect(list).toMatchObject([
        {
          name: 'Germany',
          desk_count: 2,
          available_desk_count: 2,
          locations: [{ floors: [{ rooms: [{ id: ids.room, can_book: true }] }] }],
        },
      ]);
    });
    const { list } = await as('bob', '/locations/tree/');
    expect(list).toMatchObject([
      { locations: [{ floors: [{ rooms: [{ can_book: false, cannot_book_reason: 'ROOM_GATE' }] }] }] },
    ]);
  });

  it('holds a desk, books it, shows it, and gives it back', async () => {
    const hold = await post('alice', '/bookings/lock/', { desk_id: ids.desk });
    expect(hold).toMatchObject({ status: 200, body: { ok: true, refresh_after_s: 25 } });
    const held = await post('staff', '/bookings/lock/', { desk_id: ids.desk });
    expect(held).toMatchObject({ status: 423, body: { reason: 'DESK_LOCKED', locked_by: { username: 'alice' } } });
    expect((await as('bob', `/desks/${ids.desk}/lock_state/`)).body).toMatchObject({
      locked: true,
      by: { username: 'alice' },
    });
    expect((await post('alice', '/bookings/refresh_lock/', { desk_id: ids.desk })).status).toBe(200);

    const made = await post('alice', '/bookings/', slot(ids.desk, 9, 12));
    expect(made).toMatchObject({
      status: 201,
      body: {
        status: 'upcoming',
        room_name: 'Atrium',
        location_timezone: 'Europe/Berlin',
        user: { username: 'alice' },
      },
    });
    expect((await post('alice', '/bookings/unlock/', { desk_id: ids.desk })).status).toBe(200);

    const path = `/bookings/${idOf(made)}/`;
    const at = await as('alice', `/rooms/${ids.room}/desks/?at=${tomorrow(10)}`);
    expect(at.body).toMatchObject({
      id: ids.room,
      desks: [{ id: ids.desk, is_booked: true, booked_by: { username: 'alice' } }, { is_booked: false }],
    });
    expect(at.body['position']).toMatch(/:\d+$/);
    const range = await as('alice', `/rooms/${ids.room}/desks/?start=${tomorrow(11)}&end=${tomorrow(13)}`);
    expect(range.body).toMatchObject({ desks: [{ is_booked: true }, { is_booked: false }] });
    expect((await as('alice', `/rooms/${ids.room}/availability/?days=3`)).body).toMatchObject({
      room_id: ids.room,
      timezone: 'Europe/Berlin',
    });
    expect((await as('alice', `/desks/${ids.desk}/availability/?days=3`)).body).toMatchObject({ desk_id: ids.desk });

    const taken = await post('alice', '/bookings/', slot(ids.desk, 11, 13));
    expect(taken).toMatchObject({
      status: 409,
      body: { reason: 'SLOT_TAKEN', conflicts: [{ start_time: expect.any(String) }] },
    });
    expect((await as('alice', '/bookings/?user_only=true')).list).toHaveLength(1);
    expect((await as('bob', path, { method: 'DELETE' })).body).toMatchObject({ status: 403, reason: 'NOT_OWNER' });
    expect((await as('alice', path, { method: 'DELETE' })).status).toBe(204);
    expect((await as('alice', path)).body).toMatchObject({ status: 'cancelled' });
    expect((await post('alice', '/bookings/', slot(ids.desk, 11, 13))).status).toBe(201);
  });

  it('lets one of many who click at once have the desk', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => post('staff', '/bookings/', slot(ids.other, 9, 17))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(39);
  });

  it('says why, and which field, when a booking is refused', async () => {
    const rows: [PersonName, object, number, string, string?][] = [
      ['alice', slot(ids.desk, 15, 14), 400, 'INVALID_REQUEST', 'end_time'],
      [
        'alice',
        { desk_id: ids.desk, start_time: '2020-01-01T09:00:00Z', end_time: '2020-01-01T10:00:00Z' },
        400,
        'INVALID_REQUEST',
        'start_time',
      ],
      ['alice', slot(999_999, 9, 10), 404, 'NOT_FOUND'],
      ['bob', slot(ids.desk, 14, 15), 403, 'ROOM_GATE'],
    ];
    for (const [who, json, status, reason, field] of rows) {
      const { body } = await post(who, '/bookings/', json);
      expect(body).toMatchObject({
        status,
        reason,
        ...(field !== undefined && { errors: expect.arrayContaining([expect.objectContaining({ path: field })]) }),
      });
    }
  });

  it('gives the same answer to the same idempotency key', async () => {
    const headers = { 'idempotency-key': 'once-only' };
    const json = slot(ids.desk, 18, 19);
    const [one, two] = await Promise.all(
      [1, 2].map(() => as('alice', '/bookings/', { method: 'POST', json, headers })),
    );
    expect([one?.status, two?.status]).toEqual([201, 201]);
    expect(one?.body['id']).toBe(two?.body['id']);
    const reused = await as('alice', '/bookings/', { method: 'POST', json: slot(ids.desk, 20, 21), headers });
    expect(reused.body).toMatchObject({ status: 422, reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('moves, splits and sums up bookings', async () => {
    const made = await post('alice', '/bookings/bulk_create/', {
      desk_id: ids.desk,
      intervals: [{ start_time: tomorrow(5), end_time: tomorrow(8) }],
    });
    expect(made).toMatchObject({ status: 200, body: { results: [{ ok: true, status: 201 }] } });
    const id = (made.body['results'] as { id: number }[])[0]?.id ?? 0;
    const stale = await as('alice', `/bookings/${id}/`, {
      method: 'PATCH',
      json: { end_time: tomorrow(7) },
      headers: { 'if-match': '"99"' },
    });
    expect(stale.body).toMatchObject({ status: 412, reason: 'STALE' });
    const moved = await as('alice', `/bookings/${id}/`, { method: 'PATCH', json: { end_time: tomorrow(7) } });
    expect(moved).toMatchObject({ status: 200, body: { end_time: tomorrow(7).replace('.000', '') } });
    const split = await post('alice', `/bookings/${id}/edit_intervals/`, {
      intervals: [
        { start_time: tomorrow(4), end_time: tomorrow(5) },
        { start_time: tomorrow(6), end_time: tomorrow(7) },
      ],
    });
    expect(split).toMatchObject({
      status: 200,
      body: { updated_id: id, created_ids: [expect.any(Number)], deleted_ids: [] },
    });
    expect((await as('alice', '/bookings/stats/?tz=Europe/Berlin')).body).toMatchObject({ active: null, next: { id } });
  });
});

describe('calendars', () => {
  it('gives a booking as a file, and a feed behind a secret that can be taken back', async () => {
    const made = await post('alice', '/bookings/', slot(ids.desk, 22, 23));
    const file = await as('alice', `/bookings/${idOf(made)}/ical/`);
    expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(file.text).toContain('BEGIN:VEVENT');

    expect((await as('alice', '/preferences/calendar_feed/')).body).toEqual({ exists: false, created_at: null });
    const feed = await post('alice', '/preferences/calendar_feed/');
    const { pathname } = new URL(String(feed.body['url']));
    const read = await ask(world.gateway.origin + pathname);
    expect(read.status).toBe(200);
    expect(read.text).toContain('BEGIN:VCALENDAR');
    expect((await as('alice', '/preferences/calendar_feed/', { method: 'DELETE' })).status).toBe(204);
    expect((await ask(world.gateway.origin + pathname)).status).toBe(404);
  });
});

describe('when a service is away', () => {
  it('answers 503 for what needs it and serves the rest', async () => {
    await world.services.access.stop();
    const refused = await post('alice', '/bookings/', slot(ids.desk, 2, 3));
    expect(refused).toMatchObject({ status: 503, body: { reason: 'UNAVAILABLE' } });
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect((await ask(`${world.gateway.admin}/readyz`)).status).toBe(200);
  });
});
