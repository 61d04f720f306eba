import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from './http-client.js';
import { idOf, openOffice, tomorrow, type Office } from './support/office.js';

const DAY_MS = 86_400_000;

let office: Office;
let mine: number;
let deleted: number;

beforeAll(async () => {
  office = await openOffice();
  const { ids, post, as } = office;
  mine = idOf(await post('alice', '/bookings/', { desk_id: ids.desk, ...range(9, 12) }));
  deleted = idOf(await post('superuser', '/desks/', { room: ids.room, name: 'Gone', pos_x: 1, pos_y: 1 }));
  await as('superuser', `/desks/${deleted}/`, { method: 'DELETE' });
}, 180_000);
afterAll(async () => {
  await office.world.stop();
});

const range = (from: number, until: number): object => ({ start_time: tomorrow(from), end_time: tomorrow(until) });
const inDays = (days: number): object => {
  const at = Date.now() + days * DAY_MS;
  return { start_time: new Date(at).toISOString(), end_time: new Date(at + 3_600_000).toISOString() };
};
const withTime = (time: string): object => ({ start_time: tomorrow(9), end_time: tomorrow(10).slice(0, 11) + time });
const stored = async (): Promise<unknown> =>
  office.world.databases.booking.knex.withSchema('booking').from('bookings').orderBy('id').select('*');
const ask = async (path: string, json: object, method = 'POST'): Promise<Answer> =>
  office.as('alice', path, { method, json });

interface Row {
  readonly what: string;
  readonly path: string;
  readonly json: () => object;
  readonly method?: string;
  readonly status: number;
  readonly reason: string;
  readonly field?: string;
}
const bad = (what: string, more: Omit<Row, 'what' | 'status' | 'reason'>): Row => ({
  what,
  status: 400,
  reason: 'INVALID_REQUEST',
  ...more,
});
const bulk = '/bookings/bulk_create/';
const edit = (): string => `/bookings/${mine}/edit_intervals/`;
const single = (intervals: readonly object[]): object => ({ desk_id: office.ids.other, intervals });

const rows: readonly Row[] = [
  bad('a start beyond the horizon', {
    path: '/bookings/',
    json: () => ({ desk_id: office.ids.desk, ...inDays(366) }),
    field: 'start_time',
  }),
  bad('one beyond the horizon among many', {
    path: bulk,
    json: () => single([range(9, 10), inDays(366)]),
    field: 'intervals[1].start_time',
  }),
  bad('a part of an edit beyond the horizon', {
    path: 'edit',
    json: () => ({ intervals: [range(9, 12), inDays(366)] }),
    field: 'intervals[1].start_time',
  }),
  bad('a move beyond the horizon', {
    path: 'mine',
    method: 'PATCH',
    json: () => inDays(366),
    field: 'start_time',
  }),
  bad('101 intervals to edit', {
    path: 'edit',
    json: () => ({ intervals: Array.from({ length: 101 }, () => range(9, 10)) }),
    field: 'intervals',
  }),
  bad('an empty interval', { path: bulk, json: () => single([range(9, 9)]), field: 'intervals[0].end_time' }),
  bad('a reversed one', { path: 'edit', json: () => ({ intervals: [range(12, 9)] }), field: 'intervals[0].end_time' }),
  bad('one in the past', {
    path: bulk,
    json: () => single([range(9, 10), inDays(-1)]),
    field: 'intervals[1].start_time',
  }),
  bad('a leap second', {
    path: bulk,
    json: () => single([withTime('23:59:60Z')]),
    field: 'intervals[0].end_time',
  }),
  bad('more digits than a microsecond has', {
    path: '/bookings/',
    json: () => ({ desk_id: office.ids.other, ...withTime('10:00:00.1234567Z') }),
    field: 'end_time',
  }),
  bad('an offset that no clock has', {
    path: '/bookings/',
    json: () => ({ desk_id: office.ids.other, ...withTime('10:00:00+24:00') }),
    field: 'end_time',
  }),
  bad('a desk twice in a list', {
    path: bulk,
    json: () => ({ desk_ids: [office.ids.desk, office.ids.other, office.ids.desk], intervals: [range(9, 10)] }),
    field: 'desk_ids[2]',
  }),
  bad('101 desks', {
    path: bulk,
    json: () => ({ desk_ids: Array.from({ length: 101 }, (_, index) => index + 1), intervals: [range(9, 10)] }),
    field: 'desk_ids',
  }),
  bad('a desk and a list of desks', {
    path: bulk,
    json: () => ({ desk_id: 1, desk_ids: [2], intervals: [range(9, 10)] }),
    field: 'desk_ids',
  }),
  bad('no desk', { path: bulk, json: () => ({ intervals: [range(9, 10)] }), field: 'desk_id' }),
  bad('32 days', {
    path: '/bookings/',
    json: () => ({
      desk_id: office.ids.other,
      start_time: tomorrow(9),
      end_time: new Date(Date.parse(tomorrow(9)) + 32 * DAY_MS).toISOString(),
    }),
    field: 'end_time',
  }),
  {
    what: 'a deleted desk',
    path: '/bookings/',
    json: () => ({ desk_id: deleted, ...range(9, 10) }),
    status: 404,
    reason: 'NOT_FOUND',
  },
  {
    what: 'many on a deleted desk',
    path: bulk,
    json: () => ({ desk_id: deleted, intervals: [range(9, 10)] }),
    status: 404,
    reason: 'NOT_FOUND',
  },
  {
    what: 'a move to a deleted desk',
    path: 'mine',
    method: 'PATCH',
    json: () => ({ desk_id: deleted }),
    status: 404,
    reason: 'NOT_FOUND',
  },
  {
    what: 'intervals that overlap themselves, all or nothing',
    path: bulk,
    json: () => ({ ...single([range(14, 16), range(15, 17)]), atomic: true }),
    status: 409,
    reason: 'SLOT_TAKEN',
    field: 'intervals[1]',
  },
  {
    what: 'an offset elsewhere that is the same moment as what is taken',
    path: '/bookings/',
    json: () => ({
      desk_id: office.ids.desk,
      start_time: tomorrow(14).replace('.000Z', '+05:30'),
      end_time: tomorrow(15).replace('.000Z', '+05:30'),
    }),
    status: 409,
    reason: 'SLOT_TAKEN',
  },
];

describe('what cannot be booked', () => {
  it.each(rows)('is $what: $status $reason, and nothing is written', async ({ path, json, method, ...expected }) => {
    const before = await stored();
    const address = { edit: edit(), mine: `/bookings/${mine}/` }[path] ?? path;
    const { status, body } = await ask(address, json(), method);
    expect({ status, reason: body['reason'] }).toEqual({ status: expected.status, reason: expected.reason });
    if (expected.field !== undefined) {
      expect(body['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ path: expected.field })]));
    }
    expect(await stored()).toEqual(before);
  });

  it('is not a microsecond, nor the last day of the horizon', async () => {
    const day = tomorrow(18).slice(0, 11);
    const precise = { start_time: `${day}18:00:00.000001Z`, end_time: `${day}19:00:00.999999Z` };
    const made = await ask('/bookings/', { desk_id: office.ids.other, ...precise });
    expect(made).toMatchObject({ status: 201, body: precise });
    expect((await ask('/bookings/', { desk_id: office.ids.other, ...inDays(364.9) })).status).toBe(201);
  });

  it('is told row by row where a part is possible', async () => {
    const { status, body } = await ask(bulk, single([range(20, 22), range(21, 23)]));
    expect(status).toBe(200);
    expect(body['results']).toMatchObject([
      { ok: true, status: 201 },
      { ok: false, status: 409, reason: 'SLOT_TAKEN', conflict_days: [expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)] },
    ]);
  });
});
