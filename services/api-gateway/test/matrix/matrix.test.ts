import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@flexspace/testkit';
import { startProduct, type Product } from './product.js';
import { answersOf, titleOf, type Row } from './row.js';
import { adminLocationRows, adminRoomRows } from './rows/admin-rows.js';
import { bookingRows, lockRows } from './rows/booking-rows.js';
import { auditRows, calendarRows } from './rows/calendar-rows.js';
import { deskRows } from './rows/desk-rows.js';
import { formerMemberRows } from './rows/former-member-rows.js';
import { groupRows, peopleRows } from './rows/group-rows.js';
import { countryRows, floorRows, locationRows } from './rows/place-rows.js';
import { publicRows } from './rows/public-rows.js';
import { roomRows } from './rows/room-rows.js';
import { createWorld, type World } from './world.js';

let product: Product;
let world: World;

const table: readonly Row[] = [
  ...publicRows,
  ...countryRows,
  ...locationRows,
  ...floorRows,
  ...roomRows,
  ...deskRows,
  ...bookingRows,
  ...formerMemberRows,
  ...lockRows,
  ...groupRows,
  ...peopleRows,
  ...adminLocationRows,
  ...adminRoomRows,
  ...calendarRows,
  ...auditRows,
];

beforeAll(async () => {
  product = await startProduct();
  const [replica] = product.replicas;
  world = await createWorld(replica?.origin ?? '');
  // The directory learns of people when they are first seen, and of the rest when it is synced.
  await eventually(async () => {
    const { list } = await world.as('superuser', '/api/users/search?q=frank');
    expect(list).toHaveLength(1);
  });
}, 120_000);

afterAll(async () => {
  await product.stop();
});

describe('who may do what', () => {
  it('has a row for every route', () => {
    const rows = new Set(table.map(({ operation }) => operation));
    expect(product.routes.filter((route) => !rows.has(route))).toEqual([]);
    expect([...rows].filter((operation) => !product.routes.includes(operation))).toEqual([]);
  });

  it('has a row for every operation of the API document', async () => {
    const { body } = await world.as(undefined, '/api/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, unknown>>;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const rows = new Set(table.map(({ operation }) => operation));
    expect(operations.filter((operation) => !rows.has(operation))).toEqual([]);
  });

  it.each(table.map((row) => ({ row, title: titleOf(row) })))('$title', async ({ row }) => {
    expect(await answersOf(world, row)).toEqual(row.answers);
  });
});
