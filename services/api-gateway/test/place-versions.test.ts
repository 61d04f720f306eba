import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@flexspace/testkit';
import { openOffice, type Office } from './support/office.js';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
}, 180_000);
afterAll(async () => {
  await office.world.stop();
});

type Ids = Office['ids'];
const THINGS: readonly (readonly [string, (ids: Ids) => string])[] = [
  ['a country', ({ country }) => `/countries/${country}/`],
  ['a location', ({ location }) => `/locations/${location}/`],
  ['a floor', ({ floor }) => `/floors/${floor}/`],
  ['a room', ({ room }) => `/rooms/${room}/`],
  ['a managed room', ({ room }) => `/admin/rooms/${room}/`],
  ['a desk', ({ desk }) => `/desks/${desk}/`],
  ['a group', ({ group }) => `/usergroups/${group}/`],
];
const READS: readonly (readonly [string, (ids: Ids) => string])[] = [
  ...THINGS,
  ['the desks of a room', ({ room }) => `/rooms/${room}/desks/`],
  ['the tree', () => '/locations/tree/'],
];

describe('a version', () => {
  it.each(READS)('of %s is a strong tag, and its own answer is not sent again', async (_what, pathOf) => {
    const path = pathOf(office.ids);
    // What somebody changed a moment ago may still be told: until it has been, two answers may differ.
    await eventually(async () => {
      const first = await office.as('superuser', path);
      const tag = first.headers.get('etag') ?? '';
      expect(tag).toMatch(/^"\d+(-[\w-]+)?"$/);
      if ('version' in first.body) expect(tag).toMatch(new RegExp(`^"${String(first.body['version'])}["-]`));
      const again = await office.as('superuser', path, { headers: { 'if-none-match': tag } });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
      const other = await office.as('superuser', path, { headers: { 'if-none-match': '"1-else", "0"' } });
      expect([other.status, other.text]).toEqual([200, first.text]);
    });
  });

  it.each(THINGS)('of %s lets one of two editors win, and the other hears 412', async (what, pathOf) => {
    const path = pathOf(office.ids);
    const tag = (await office.as('superuser', path)).headers.get('etag') ?? '';
    const edit = (name: string) =>
      office.as('superuser', path, { method: 'PATCH', json: { name }, headers: { 'if-match': tag } });
    const answers = await Promise.all([edit(`Ada’s ${what}`), edit(`Bob’s ${what}`)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    expect(answers.find(({ status }) => status === 412)?.body).toMatchObject({ reason: 'STALE' });
    const winner = answers.find(({ status }) => status === 200)?.body['name'];
    const now = await office.as('superuser', path);
    expect(now.body['name']).toBe(winner);
    const late = await office.as('superuser', `${path}?force=true`.replace(/(?<=countries.*)\?.*/, ''), {
      method: 'DELETE',
      headers: { 'if-match': tag },
    });
    expect(late.status).toBe(412);
    expect((await office.as('superuser', path)).status).toBe(200);
  });

  it('of a room is that of its desk grid', async () => {
    const path = `/admin/rooms/${office.ids.room}/desks/`;
    const { headers, body } = await office.as('superuser', `/rooms/${office.ids.room}/desks/`);
    const tag = headers.get('etag') ?? '';
    const rows = (body['desks'] as Record<string, unknown>[]).map(({ id, name, pos_x, pos_y, orientation }) => ({
      id,
      name,
      pos_x,
      pos_y,
      orientation,
    }));
    const put = (pos_x: number) =>
      office.as('superuser', path, {
        method: 'PUT',
        json: { desks: rows.map((row) => ({ ...row, pos_x })) },
        headers: { 'if-match': tag },
      });
    const statuses = (await Promise.all([put(11), put(12), put(13)])).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
  });

  it('that nothing of ours can have is stale, and any will do where none is named', async () => {
    const path = `/floors/${office.ids.floor}/`;
    const change = (tag: string) =>
      office.as('superuser', path, { method: 'PATCH', json: { level: 3 }, headers: { 'if-match': tag } });
    for (const tag of ['"x"', 'W/"1"', '"99999999999999999999"', '1']) expect((await change(tag)).status).toBe(412);
    expect((await change('*')).status).toBe(200);
  });
});

describe('an idempotency key', () => {
  const creations: readonly (readonly [string, (ids: Ids, name: string) => object])[] = [
    ['/countries/', (_ids, name) => ({ name, country_code: 'AQ', lat: 0, lng: 0 })],
    ['/locations/', ({ country }, name) => ({ name, country_id: country, lat: 0, lng: 0, timezone: 'UTC' })],
    ['/floors/', ({ location }, name) => ({ name, location, level: 5 })],
    ['/rooms/', ({ floor }, name) => ({ name, floor_id: floor })],
    ['/admin/rooms/', ({ floor }, name) => ({ name, floor_id: floor })],
    ['/desks/', ({ room }, name) => ({ name, room, pos_x: 1, pos_y: 1 })],
    ['/usergroups/', ({ location }, name) => ({ name, location })],
  ];

  it.each(creations)('makes one thing of many equal POSTs of %s at once', async (path, bodyOf) => {
    const key = randomUUID();
    const create = (json: object) =>
      office.as('superuser', path, { method: 'POST', json, headers: { 'idempotency-key': key } });
    const json = bodyOf(office.ids, `Once ${path}`);
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(json)));
    const [first] = answers;
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.get('location')))).toEqual(
      new Set([first?.headers.get('location')]),
    );
    const otherwise = await create(bodyOf(office.ids, `Other ${path}`));
    expect(otherwise.body).toMatchObject({ status: 422, reason: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('is free again after a refusal', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const create = (json: object) => office.as('superuser', '/floors/', { method: 'POST', json, headers });
    const body = { location: office.ids.location, name: 'Later', level: 7 };
    const { body: taken } = await office.as('superuser', `/floors/${office.ids.floor}/`);
    expect((await create({ ...body, name: taken['name'] })).status).toBe(409);
    expect((await create(body)).status).toBe(201);
  });

  it.each(['', 'x'.repeat(129), 'two words', 'ünïcode'])('cannot be %j', async (key) => {
    const json = { location: office.ids.location, name: `Key ${key.length}`, level: 1 };
    const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') };
    const answer = await office.as('superuser', '/floors/', { method: 'POST', json, headers });
    expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'idempotency-key' }] });
  });
});
