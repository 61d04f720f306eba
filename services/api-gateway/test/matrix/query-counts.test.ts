import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@flexspace/testkit';
import { startProduct, type Product } from './product.js';
import { ROLES, type Role } from './roles.js';
import { recordTraffic, type Recorder, type Traffic } from './traffic.js';
import { createWorld, hour, type Target, type World } from './world.js';

const MANY = 100;
const AT_ONCE = 10;
/** Questions that meet in one moment share a query, so the least of some tries is what a request costs. */
const TRIES = 6;
const ASKERS: readonly Role[] = ['superuser', 'locationManager', 'roomManager', 'insider'];

let product: Product;
let world: World;
let recorder: Recorder;

const day = hour(0).start_time.slice(0, 10);

/** Every GET that shows objects, at the place where there will be a hundred of them. */
const READS: Readonly<Record<string, (target: Target) => string>> = {
  'GET /api/auth/me': () => '/auth/me',
  'GET /api/countries': () => '/countries',
  'GET /api/countries/{id}': ({ country }) => `/countries/${country}`,
  'GET /api/locations': () => '/locations',
  'GET /api/locations/tree': () => '/locations/tree',
  'GET /api/locations/{id}': ({ location }) => `/locations/${location}`,
  'GET /api/floors': ({ location }) => `/floors?location=${location}`,
  'GET /api/floors/{id}': ({ floor }) => `/floors/${floor}`,
  'GET /api/rooms': ({ location }) => `/rooms?location=${location}`,
  'GET /api/rooms/{id}': ({ room }) => `/rooms/${room}`,
  'GET /api/rooms/{id}/desks': ({ room }) => `/rooms/${room}/desks`,
  'GET /api/rooms/{id}/availability': ({ room }) => `/rooms/${room}/availability?start=${day}`,
  'GET /api/desks': ({ room }) => `/desks?room=${room}`,
  'GET /api/desks/{id}': ({ desk }) => `/desks/${desk}`,
  'GET /api/desks/{id}/availability': ({ desk }) => `/desks/${desk}/availability?start=${day}`,
  'GET /api/desks/{id}/lock_state': ({ desk }) => `/desks/${desk}/lock_state`,
  'GET /api/bookings': ({ room }) => `/bookings?room=${room}`,
  'GET /api/bookings/{id}': ({ booking }) => `/bookings/${booking}`,
  'GET /api/bookings/{id}/ical': ({ booking }) => `/bookings/${booking}/ical`,
  'GET /api/bookings/stats': () => '/bookings/stats?tz=Europe/Berlin',
  'GET /api/usergroups': () => '/usergroups',
  'GET /api/usergroups/{id}': ({ group }) => `/usergroups/${group}`,
  'GET /api/usergroups/by_location': ({ location }) => `/usergroups/by_location?location_id=${location}`,
  'GET /api/users/search': () => '/users/search?q=fr',
  'GET /api/preferences/me': () => '/preferences/me',
  'GET /api/preferences/calendar_feed': () => '/preferences/calendar_feed',
  'GET /api/admin/locations': () => '/admin/locations',
  'GET /api/admin/locations/{id}': ({ location }) => `/admin/locations/${location}`,
  'GET /api/admin/locations/{id}/rooms': ({ location }) => `/admin/locations/${location}/rooms`,
  'GET /api/admin/locations/{id}/user_groups': ({ location }) => `/admin/locations/${location}/user_groups`,
  'GET /api/admin/rooms': () => '/admin/rooms',
  'GET /api/admin/rooms/{id}': ({ room }) => `/admin/rooms/${room}`,
  'GET /api/admin/audit': () => '/admin/audit?limit=500',
  'GET /api/calendar/{file}': ({ calendar }) => `/calendar/${calendar}`,
  'GET /media/maps/{room}/{key}': ({ map }) => `/../media/maps/${map}`,
};
/** Pages, the document, and ways to sign in: they show none of the objects. */
const NO_OBJECTS = /^GET \/(api\/auth\/(?!me)|api\/docs|api\/openapi\.json|healthz)/;

const inParallel = async (count: number, work: (index: number) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < count; from += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => work(from + index)));
  }
};

/** A hundred of everything, in the very places that are read. */
const grow = async ({ make, target }: World): Promise<void> => {
  await inParallel(MANY, async (index) => {
    const desk = await make.desk(target.room);
    await make.booking(desk, ROLES.insider);
    const group = await make.group(target.location);
    await make.room({ ...target, group }, index % 2 === 0 ? ROLES.roomManager : ROLES.otherRoomManager);
    await make.floor(target.location);
    const country = await make.country();
    const at = { name: `Site ${index}`, country_id: country, lat: 1, lng: 1, timezone: 'Asia/Kathmandu' };
    await make.post('/locations', at);
  });
};

const path = (operation: string): string =>
  new URL(`http://x/api${READS[operation]?.(world.target) ?? ''}`).href.slice(8);

const least = (all: readonly Traffic[]): Traffic => {
  const smallest = (pick: (traffic: Traffic) => Readonly<Record<string, number>>): Record<string, number> => {
    const names = new Set(all.flatMap((traffic) => Object.keys(pick(traffic))));
    const lowest = [...names].map((name) => [name, Math.min(...all.map((one) => pick(one)[name] ?? 0))] as const);
    return Object.fromEntries(lowest.filter(([, count]) => count > 0).sort());
  };
  return { statements: smallest(({ statements }) => statements), calls: smallest(({ calls }) => calls) };
};

const measure = async (operation: string, role: Role): Promise<Traffic & { readonly status: number }> => {
  let status = 0;
  const ask = async (): Promise<void> => {
    ({ status } = await world.as(ROLES[role], path(operation)));
  };
  // The first one may fill what the services keep.
  await ask();
  const tries: Traffic[] = [];
  for (let tried = 0; tried < TRIES; tried += 1) tries.push(await recorder.during(ask));
  // A refusal does not wait for what was asked beside it, so what that still does is nobody's.
  return status >= 400 ? { status, statements: {}, calls: {} } : { status, ...least(tries) };
};

const measureAll = async (): Promise<Record<string, unknown>> => {
  const all: Record<string, unknown> = {};
  for (const operation of Object.keys(READS)) {
    for (const role of ASKERS) all[`${operation} as ${role}`] = await measure(operation, role);
  }
  return all;
};

beforeAll(async () => {
  recorder = recordTraffic();
  product = await startProduct();
  const made = await createWorld(product.replicas[0]?.origin ?? '');
  const feed = await made.as('superuser', '/api/preferences/calendar_feed', { method: 'POST' });
  const calendar = String(feed.body['url']).replace(/^.*\/calendar\//, '');
  world = { ...made, target: { ...made.target, calendar } };
  await eventually(async () => {
    expect((await world.as('superuser', '/api/users/search?q=frank')).list).toHaveLength(1);
  });
}, 120_000);

afterAll(async () => {
  recorder.restore();
  await product.stop();
});

describe('what a request costs', () => {
  it('is known for every route that shows objects', () => {
    const reads = product.routes.filter((route) => route.startsWith('GET ') && !NO_OBJECTS.test(route));
    expect(reads.filter((route) => !(route in READS))).toEqual([]);
    expect(Object.keys(READS).filter((route) => !reads.includes(route))).toEqual([]);
  });

  it('is the same number of queries and calls for one object and for a hundred', async () => {
    const one = await measureAll();
    await grow(world);
    const list = await world.as('superuser', `/api/rooms?location=${world.target.location}`);
    expect(list.list.length).toBeGreaterThan(MANY);
    // Until booking has heard of a room's desks, that room is counted desk by desk.
    await eventually(async () => {
      const { calls } = await recorder.during(() => world.as('superuser', '/api/rooms'));
      return !('ListTakenDesks' in calls);
    });
    expect(await measureAll()).toEqual(one);
    expect(one['GET /api/rooms as superuser']).toMatchObject({
      status: 200,
      statements: { 'flexspace-catalog': 1 },
      calls: { CountRooms: 1, ListAccessible: 3, ListRooms: 1 },
    });
  }, 300_000);
});
