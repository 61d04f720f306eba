import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, openOffice, type Office } from './support/office.js';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
}, 180_000);
afterAll(async () => {
  await office.world.stop();
});

const send = (method: string, path: string, json?: unknown) =>
  office.as('superuser', path, { method, ...(json !== undefined && { json }) });
/** Counts every change of a place or a group there ever was. */
const revision = async (): Promise<unknown> => {
  const groups = await office.world.databases.access.knex.raw<{ rows: object[] }>(
    'SELECT count(*) AS groups, sum(version) AS versions FROM access.groups',
  );
  const { rows } = await office.world.databases.catalog.knex.raw<{ rows: object[] }>(
    `SELECT (SELECT sum(version) FROM catalog.rooms) AS rooms, (SELECT count(*) FROM catalog.audit_log) AS lines,
            (SELECT count(*) FROM catalog.outbox) AS events`,
  );
  return [rows, groups.rows];
};

const country = { name: 'Nowhere', country_code: 'AQ', lat: -82, lng: 0 };
const place = { name: 'Base', lat: -82, lng: 0, timezone: 'Antarctica/Troll' };
const desk = { name: 'D1', pos_x: 50, pos_y: 50, orientation: 'top' };

interface Row {
  readonly what: string;
  readonly method?: string;
  readonly path: () => string;
  readonly json?: () => unknown;
  readonly field: string;
}

const names: readonly (readonly [string, string])[] = [
  ['an empty name', ''],
  ['a name of spaces', ' \u00a0\t '],
  ['a name of 121 characters', 'x'.repeat(121)],
  ['a name with a control character', 'a\u0007b'],
  ['a name with a null', 'a\u0000b'],
  ['a name with a line break', 'a\nb'],
  ['a name that turns around', 'gpj.\u202eexe'],
  ['a name with an isolate', 'a\u2066b'],
  ['a name with an invisible space', 'A\u200b1'],
  ['a name with a joiner that joins nothing', 'A\u200d1'],
  ['a name with a filler', 'A\u31641'],
  ['a name with half a character', 'a\ud83cb'],
];

const rows: readonly Row[] = [
  ...names.flatMap(([what, name]): Row[] => [
    { what: `${what} of a country`, path: () => '/countries/', json: () => ({ ...country, name }), field: 'name' },
    {
      what: `${what} of a location`,
      path: () => '/locations/',
      json: () => ({ ...place, country_id: office.ids.country, name }),
      field: 'name',
    },
    {
      what: `${what} of a floor`,
      path: () => '/floors/',
      json: () => ({ location: office.ids.location, level: 1, name }),
      field: 'name',
    },
    {
      what: `${what} of a room`,
      path: () => '/rooms/',
      json: () => ({ floor_id: office.ids.floor, name }),
      field: 'name',
    },
    {
      what: `${what} of a desk`,
      path: () => '/desks/',
      json: () => ({ ...desk, room: office.ids.room, name }),
      field: 'name',
    },
    {
      what: `${what} in a grid`,
      method: 'PUT',
      path: () => `/admin/rooms/${office.ids.room}/desks/`,
      json: () => ({ desks: [desk, { ...desk, name }] }),
      field: 'desks[1].name',
    },
    {
      what: `${what} of a group`,
      path: () => '/usergroups/',
      json: () => ({ location: office.ids.location, name }),
      field: 'name',
    },
    {
      what: `${what} for a group that has one`,
      method: 'PATCH',
      path: () => `/usergroups/${office.ids.group}/`,
      json: () => ({ name }),
      field: 'name',
    },
    {
      what: `${what} for a room that has one`,
      method: 'PATCH',
      path: () => `/admin/rooms/${office.ids.room}/`,
      json: () => ({ name }),
      field: 'name',
    },
  ]),
  ...(
    [
      ['name', 7],
      ['name', null],
      ['name', ['x']],
      ['country_code', 'de'],
      ['country_code', 'ZZ'],
      ['country_code', 'DEU'],
      ['lat', 90.001],
      ['lat', -90.001],
      ['lat', '51'],
      ['lat', null],
      ['lng', 180.5],
      ['lng', -181],
      ['lng', true],
      ['capital', 'Berlin'],
    ] as const
  ).map(([field, value]) => ({
    what: `${JSON.stringify(value)} as a country’s ${field}`,
    path: () => '/countries/',
    json: () => ({ ...country, [field]: value }),
    field,
  })),
  ...(
    [
      ['timezone', 'Mars/Olympus'],
      ['timezone', '+02:00'],
      ['timezone', ''],
      ['timezone', 1],
      ['country_id', 999_999],
      ['country_id', 0],
      ['country_id', -1],
      ['country_id', 1.5],
      ['country_id', '1'],
      ['country_id', 9_007_199_254_740_992],
    ] as const
  ).map(([field, value]) => ({
    what: `${JSON.stringify(value)} as a location’s ${field}`,
    path: () => '/locations/',
    json: () => ({ ...place, country_id: office.ids.country, [field]: value }),
    field,
  })),
  ...[201, -201, 0.5, '1', null].map((level) => ({
    what: `${JSON.stringify(level)} as a floor’s level`,
    path: () => '/floors/',
    json: () => ({ location: office.ids.location, name: 'F', level }),
    field: 'level',
  })),
  ...(
    [
      ['pos_x', 100.01],
      ['pos_x', -0.01],
      ['pos_y', '5'],
      ['pos_y', null],
      ['orientation', 'north'],
      ['orientation', 1],
    ] as const
  ).flatMap(([field, value]): Row[] => [
    {
      what: `${JSON.stringify(value)} as a desk’s ${field}`,
      path: () => '/desks/',
      json: () => ({ ...desk, room: office.ids.room, [field]: value }),
      field,
    },
    {
      what: `${JSON.stringify(value)} as ${field} in a grid`,
      method: 'PUT',
      path: () => `/admin/rooms/${office.ids.room}/desks/`,
      json: () => ({ desks: [desk, { ...desk, name: 'D2', [field]: value }] }),
      field: `desks[1].${field}`,
    },
  ]),
  {
    what: 'a description of 2,001 characters',
    path: () => '/rooms/',
    json: () => ({ floor_id: office.ids.floor, name: 'R', description: 'x'.repeat(2_001) }),
    field: 'description',
  },
  {
    what: 'a description that turns around',
    path: () => '/usergroups/',
    json: () => ({ location: office.ids.location, name: 'G', description: 'gpj.\u202eexe' }),
    field: 'description',
  },
  {
    what: '10,000 members for a group',
    path: () => `/usergroups/${office.ids.group}/add_members/`,
    json: () => ({ user_ids: Array(10_000).fill('5f0c5e0e-6d1b-4c0f-9a55-0a2f7a0f7c11') }),
    field: 'user_ids',
  },
  {
    what: 'a desk of another room in a grid',
    method: 'PUT',
    path: () => `/admin/rooms/${office.ids.room}/desks/`,
    json: () => ({ desks: [{ ...desk, id: 999_999 }] }),
    field: 'desks[0].id',
  },
  {
    what: 'one desk twice in a grid',
    method: 'PUT',
    path: () => `/admin/rooms/${office.ids.room}/desks/`,
    json: () => ({ desks: [1, 2].map((n) => ({ ...desk, id: office.ids.desk, name: `T${n}` })) }),
    field: 'desks[1].id',
  },
  {
    what: 'two desks of one name in a grid, but for spaces and accents',
    method: 'PUT',
    path: () => `/admin/rooms/${office.ids.room}/desks/`,
    json: () => ({
      desks: [
        { ...desk, name: 'Caf\u00e9' },
        { ...desk, name: ' Cafe\u0301 ' },
      ],
    }),
    field: 'desks[1].name',
  },
  {
    what: '10,000 desks in a grid',
    method: 'PUT',
    path: () => `/admin/rooms/${office.ids.room}/desks/`,
    json: () => ({ desks: Array.from({ length: 10_000 }, (_, index) => ({ ...desk, name: `D${index}` })) }),
    field: 'desks',
  },
  {
    what: '10,000 people as managers',
    path: () => `/admin/rooms/${office.ids.room}/add_managers/`,
    json: () => ({ user_ids: Array(10_000).fill('5f0c5e0e-6d1b-4c0f-9a55-0a2f7a0f7c11') }),
    field: 'user_ids',
  },
  {
    what: '10,000 groups in a gate',
    path: () => `/admin/locations/${office.ids.location}/set_allowed_groups/`,
    json: () => ({ group_ids: Array.from({ length: 10_000 }, (_, index) => index + 1) }),
    field: 'group_ids',
  },
  {
    what: 'a room on a floor of another location',
    method: 'PATCH',
    path: () => `/rooms/${office.ids.room}/`,
    json: () => ({ floor_id: 999_999 }),
    field: 'floor_id',
  },
  ...['99999999999999999999', '9007199254740993', '0', '-1', '1.5', '1e3', 'abc', '%00'].flatMap((id): Row[] =>
    ['countries', 'locations', 'floors', 'rooms', 'desks', 'admin/rooms', 'admin/locations', 'usergroups'].map(
      (kind) => ({
        what: `${id} as an id below ${kind}`,
        method: 'GET',
        path: () => `/${kind}/${id}/`,
        field: 'id',
      }),
    ),
  ),
  ...[
    '/countries/?page=2',
    '/locations/?country=x',
    '/floors/?location=0',
    '/rooms/?floor=1.5',
    '/desks/',
    '/desks/?room=',
    '/usergroups/?location=99999999999999999999',
    '/usergroups/by_location/?location_id=0',
    '/admin/audit/?action=%00',
    '/admin/audit/?action=room.changed%27',
    '/admin/audit/?object_type=ro%E2%80%AEom',
    '/admin/audit/?object_id=%00',
    '/admin/audit/?actor=ada',
    '/admin/audit/?location=9007199254740993',
    '/admin/audit/?from=2026-11-23',
    '/users/search/?q=%00%00%00',
  ].map((path) => ({ what: path, method: 'GET', path: () => path, field: /\?(\w+)|$/.exec(path)?.[1] ?? 'room' })),
];

describe('bad input about places', () => {
  it.each(rows)(
    '$what is a 400 that names $field, and changes nothing',
    async ({ method = 'POST', path, json, field }) => {
      const before = await revision();
      const answer = await send(method, path(), json?.());
      expect(answer.body).toMatchObject({ status: 400, reason: 'INVALID_REQUEST' });
      expect(answer.body['errors']).toEqual(
        expect.arrayContaining([{ path: field, message: expect.stringMatching(/^\S.+/) as unknown }]),
      );
      expect(await revision()).toEqual(before);
    },
  );

  it('is refused when it is no UTF-8', async () => {
    const { world, people } = office;
    const answer = await fetch(`${world.gateway.origin}/api/countries/`, {
      method: 'POST',
      body: Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      headers: { authorization: `Bearer ${people.get('superuser')?.token ?? ''}`, 'content-type': 'application/json' },
    });
    expect(await answer.json()).toMatchObject({ status: 400, errors: [{ path: 'body' }] });
  });

  it('names everything that is wrong at once', async () => {
    const answer = await send('POST', '/countries/', { country_code: 'Germany', lat: 400, extra: 1 });
    const paths = (answer.body['errors'] as { path: string }[]).map(({ path }) => path);
    expect(paths.toSorted()).toEqual(['country_code', 'extra', 'lat', 'lng', 'name']);
  });
});

describe('names', () => {
  it('are kept trimmed and composed, with emoji as they are', async () => {
    const made = await send('POST', '/rooms/', { floor_id: office.ids.floor, name: '  Cafe\u0301 👩\u200d💻 ' });
    expect(made.body['name']).toBe('Caf\u00e9 👩\u200d💻');
    const twin = await send('POST', '/rooms/', { floor_id: office.ids.floor, name: 'Caf\u00e9 👩\u200d💻' });
    expect(twin.body).toMatchObject({ status: 409, reason: 'ALREADY_EXISTS', errors: [{ path: 'name' }] });
  });
});

describe('deleting', () => {
  it('twice is a 404 the second time', async () => {
    const extra = idOf(await send('POST', '/countries/', { name: 'Twice', country_code: 'AQ', lat: 0, lng: 0 }));
    const location = idOf(await send('POST', '/locations/', { ...place, country_id: extra }));
    const floor = idOf(await send('POST', '/floors/', { location, name: 'F', level: 0 }));
    const room = idOf(await send('POST', '/rooms/', { floor_id: floor, name: 'R' }));
    const one = idOf(await send('POST', '/desks/', { ...desk, room }));
    const group = idOf(await send('POST', '/usergroups/', { location, name: 'G' }));
    for (const path of [
      `/usergroups/${group}/`,
      `/desks/${one}/`,
      `/rooms/${room}/`,
      `/floors/${floor}/`,
      `/locations/${location}/`,
      `/countries/${extra}/`,
    ]) {
      expect((await send('DELETE', path)).status).toBe(204);
      const before = await revision();
      expect((await send('DELETE', path)).body).toMatchObject({ status: 404, reason: 'NOT_FOUND' });
      expect(await revision()).toEqual(before);
    }
  });
});
