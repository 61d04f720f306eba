import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@flexspace/testkit';
import sharp from 'sharp';
import { ask } from './http-client.js';
import { openOffice, slot, type Office } from './support/office.js';

let world: Office['world'];
let people: Office['people'];
let ids: Office['ids'];
let as: Office['as'];
let post: Office['post'];

beforeAll(async () => {
  ({ world, people, ids, as, post } = await openOffice());
}, 180_000);

afterAll(async () => {
  await world.stop();
});

describe('managing places', () => {
  it('stores a map and shows it to those who may see the room', async () => {
    const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#abc' } })
      .png()
      .toBuffer();
    const form = new FormData();
    form.set('map_image', new Blob([new Uint8Array(png)]), 'whatever.txt');
    const authorization = `Bearer ${people.get('superuser')?.token ?? ''}`;
    const uploaded = await fetch(`${world.gateway.origin}/api/admin/rooms/${ids.room}/upload-map/`, {
      method: 'POST',
      body: form,
      headers: { authorization },
    });
    const room = (await uploaded.json()) as { map_image: { url: string; width: number; height: number } };
    expect(room.map_image).toMatchObject({ width: 64, height: 48 });
    const map = await ask(world.gateway.origin + room.map_image.url, { token: people.get('bob')?.token ?? '' });
    expect(map.status).toBe(200);
    expect(map.headers.get('content-type')).toBe('image/webp');
  });

  it('closes a location to everybody outside its groups', async () => {
    await post('superuser', `/admin/locations/${ids.location}/set_allowed_groups/`, { group_ids: [ids.group] });
    expect((await as('bob', `/rooms/${ids.room}/desks/`)).status).toBe(404);
    expect((await as('bob', '/locations/tree/')).list).toMatchObject([
      { name: 'Germany', desk_count: 0, locations: [] },
    ]);
    expect((await post('bob', '/bookings/lock/', { desk_id: ids.desk })).body).toMatchObject({
      status: 403,
      reason: 'LOCATION_GATE',
    });
    expect((await as('alice', `/rooms/${ids.room}/`)).status).toBe(200);
    const opened = await post('superuser', `/admin/locations/${ids.location}/set_allowed_groups/`, { group_ids: [] });
    expect(opened.body).toMatchObject({ allowed_groups: [], user_group_count: 1 });
  });

  it('lets a location manager manage, and nobody else', async () => {
    const manager = people.get('berlinManager')?.userId;
    expect(
      (await post('alice', `/admin/locations/${ids.location}/add_managers/`, { user_ids: [manager] })).status,
    ).toBe(403);
    const made = await post('superuser', `/admin/locations/${ids.location}/add_managers/`, { user_ids: [manager] });
    expect(made.body).toMatchObject({ location_managers: [{ id: manager }] });
    expect((await as('berlinManager', '/admin/locations/')).list).toMatchObject([
      { id: ids.location, is_manager: true },
    ]);
    expect((await as('berlinManager', '/admin/rooms/')).list).toMatchObject([
      { id: ids.room, allowed_groups: [{ id: ids.group }] },
    ]);
    expect((await as('berlinManager', '/auth/me/')).body).toMatchObject({
      role: 'location_manager',
      is_any_manager: true,
    });
    expect((await as('alice', '/admin/locations/')).list).toEqual([]);
    expect((await post('berlinManager', `/admin/rooms/${ids.room}/set-maintenance/`)).body).toMatchObject({
      is_under_maintenance: true,
    });
    await eventually(async () => {
      const refused = await post('berlinManager', '/bookings/', slot(ids.desk, 21, 22));
      expect(refused.body).toMatchObject({ status: 422, reason: 'ROOM_UNDER_MAINTENANCE' });
    });
    expect((await post('berlinManager', `/admin/rooms/${ids.room}/clear-maintenance/`)).body).toMatchObject({
      is_under_maintenance: false,
    });
  });

  it('gives a desk to one person', async () => {
    const bob = people.get('bob')?.userId;
    const assigned = await post('superuser', `/desks/${ids.other}/assign-permanent/`, {
      user_id: bob,
      cancel_conflicting: true,
    });
    expect(assigned).toMatchObject({ status: 200, body: { is_permanent: true, permanent_assignee: { id: bob } } });
    expect((await post('superuser', '/bookings/', slot(ids.other, 1, 2))).body).toMatchObject({
      status: 403,
      reason: 'DESK_PERMANENT',
    });
    expect((await post('superuser', `/desks/${ids.other}/clear-permanent/`)).body).toMatchObject({
      is_permanent: false,
    });
  });

  it('creates once for one idempotency key', async () => {
    const headers = { 'idempotency-key': 'a-new-floor' };
    const json = { location: ids.location, name: 'First', level: 1 };
    const one = await as('superuser', '/floors/', { method: 'POST', json, headers });
    const two = await as('superuser', '/floors/', { method: 'POST', json, headers });
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body).toEqual(one.body);
    expect(two.headers.get('location')).toBe(one.headers.get('location'));
    const other = await as('superuser', '/floors/', { method: 'POST', json: { ...json, name: 'Second' }, headers });
    expect(other.body).toMatchObject({ status: 422, reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('creates once for ten requests at the same time with one idempotency key, and answers all of them equally', async () => {
    const headers = { 'idempotency-key': 'one-of-ten' };
    const json = { location: ids.location, name: 'Tenth', level: 10 };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => as('superuser', '/floors/', { method: 'POST', json, headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(10).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('finds people and keeps preferences', async () => {
    await eventually(async () => {
      const { list } = await as('alice', '/users/search/?q=ali');
      expect(list).toMatchObject([{ username: 'alice', full_name: 'Alice Adams' }]);
      expect(list[0]).not.toHaveProperty('email');
    });
    const changed = await as('alice', '/preferences/update_preferences/', {
      method: 'PATCH',
      json: { theme: 'dark', default_location: ids.location },
    });
    expect(changed).toMatchObject({ status: 200, body: { theme: 'dark', default_location: ids.location } });
    expect((await as('alice', '/preferences/me/', { method: 'PATCH', json: { theme: 'pink' } })).body).toMatchObject({
      errors: [{ path: 'theme' }],
    });
    expect((await as('alice', '/preferences/me/')).body).toMatchObject({ theme: 'dark' });
  });

  it('refuses to delete what is in use, and says how much', async () => {
    expect((await post('alice', '/bookings/', slot(ids.desk, 9, 12))).status).toBe(201);
    expect((await as('superuser', `/countries/${ids.country}/`, { method: 'DELETE' })).body).toMatchObject({
      status: 409,
      reason: 'IN_USE',
    });
    const room = await as('superuser', `/rooms/${ids.room}/`, { method: 'DELETE' });
    expect(room.body).toMatchObject({ status: 409, reason: 'IN_USE', affected_count: expect.any(Number) });
    expect((await as('superuser', `/usergroups/${ids.group}/`, { method: 'DELETE' })).body).toMatchObject({
      reason: 'IN_USE',
    });
    expect((await as('superuser', `/rooms/${ids.room}/?force=true`, { method: 'DELETE' })).status).toBe(204);
    expect((await as('superuser', `/rooms/${ids.room}/`)).status).toBe(404);
  });
});

describe('the audit trail', () => {
  it('pages through what was changed in every service, the youngest first, for superusers alone', async () => {
    expect((await as('alice', '/admin/audit/')).body).toMatchObject({ status: 403, reason: 'FORBIDDEN' });
    const everyPage = async (): Promise<unknown[]> => {
      const lines: unknown[] = [];
      let path: string | undefined = '/api/admin/audit/?limit=3';
      while (path !== undefined) {
        const page = await ask(world.gateway.origin + path, { token: people.get('superuser')?.token ?? '' });
        lines.push(...page.list);
        path = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
      }
      return lines;
    };
    // Access writes down what it hears from catalog, a moment later: until it has, two reads may differ.
    const whole = await eventually(async () => {
      const [before, pages, after] = [
        await as('superuser', '/admin/audit/?limit=500'),
        await everyPage(),
        await as('superuser', '/admin/audit/?limit=500'),
      ];
      expect(before.list).toEqual(after.list);
      expect(pages).toEqual(after.list);
      return after;
    });
    const times = whole.list.map(({ at }) => Date.parse(String(at)));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(whole.list.map(({ service }) => service))).toEqual(new Set(['catalog', 'access', 'booking']));
    const ownDesk = whole.list.filter(({ service }) => service === 'booking');
    expect(ownDesk).toMatchObject([
      { action: 'permanent_desk.cleared', object_id: String(ids.other), actor: { username: 'superuser' } },
      { action: 'permanent_desk.assigned', object_id: String(ids.other), location_id: ids.location },
    ]);

    // From where: of what access drops with a place, catalog's own line tells it.
    const heard = ({ service, action }: (typeof whole.list)[number]): boolean =>
      service === 'access' && (action === 'room.removed' || action === 'location.removed');
    const asked = whole.list.filter((line) => !heard(line));
    expect(asked.length).toBeLessThan(whole.list.length);
    expect(asked.map(({ client_address: from }) => from)).toEqual(asked.map(() => '127.0.0.1'));

    const csv = await as('superuser', '/admin/audit/?format=csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')).toHaveLength(whole.list.length + 2);
  });
});
