import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPerson, eventually, signIn, type SignedIn } from '@flexspace/testkit';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, type Answer } from './http-client.js';
import { createBookingProcess, type BookingProcess } from './storm/booking-process.js';
import { freePort } from './support/free-port.js';
import { idOf, tomorrow } from './support/office.js';
import { startRealServices, type RealServices } from './support/real-services.js';

/** Two gateways, each with a booking process of its own behind it, on one database. */
let world: RealServices;
let first: BookingProcess;
let second: BookingProcess;
let other: GatewayUnderTest;
let superuser: SignedIn;
let booker: SignedIn;
let location: number;
let desk: number;
let hour = 0;

/** What belongs to one answer alone. */
const OF_ONE_ANSWER = new Set(['date', 'x-request-id', 'connection', 'keep-alive']);

const post = (
  origin: string,
  path: string,
  json: object,
  more: { as?: SignedIn; key?: string } = {},
): Promise<Answer> =>
  ask(`${origin}/api${path}`, {
    method: 'POST',
    token: (more.as ?? superuser).token,
    json,
    ...(more.key !== undefined && { headers: { 'idempotency-key': more.key } }),
  });
/** An answer as a client sees it: everything but what names the single exchange. */
const seen = ({ status, text, headers }: Answer): object => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !OF_ONE_ANSWER.has(name)),
});
const nextTimes = (): { start_time: string; end_time: string } => {
  hour += 1;
  return { start_time: tomorrow(hour - 1), end_time: tomorrow(hour) };
};
const nextSlot = (): object => ({ desk_id: desk, ...nextTimes() });
const book = (origin: string, json: object, key: string): Promise<Answer> =>
  post(origin, '/bookings/', json, { as: booker, key });
const rows = async (): Promise<number> =>
  (await world.databases.booking.knex.withSchema('booking').from('bookings').select('id')).length;

beforeAll(async () => {
  world = await startRealServices({
    createBooking(env) {
      first = createBookingProcess(env);
      return first;
    },
  });
  const port = await freePort();
  second = createBookingProcess({ ...world.bookingEnvironment, FLEXSPACE_GRPC_PORT: String(port) });
  await second.start();
  other = await startGateway(
    {
      catalog: { address: world.env['FLEXSPACE_CATALOG_ADDRESS'] ?? '' },
      access: { address: world.env['FLEXSPACE_ACCESS_ADDRESS'] ?? '' },
      booking: { address: `127.0.0.1:${port}` },
    },
    {
      FLEXSPACE_NATS_PREFIX: world.env['FLEXSPACE_NATS_PREFIX'] ?? '',
      FLEXSPACE_REDIS_PREFIX: world.env['FLEXSPACE_REDIS_PREFIX'] ?? '',
    },
  );
  superuser = await signIn('superuser');
  booker = await createPerson({ firstName: 'Kay', lastName: 'Twice' });
  for (const origin of [world.gateway.origin, other.origin]) {
    await eventually(
      async () => (await ask(`${origin}/api/bookings/?user_only=true`, { token: superuser.token })).status === 200,
      { withinMs: 60_000 },
    );
  }
  const at = world.gateway.origin;
  const country = idOf(await post(at, '/countries/', { name: 'Germany', country_code: 'DE', lat: 51, lng: 10 }));
  const place = { name: 'Berlin', country_id: country, lat: 52.5, lng: 13.4, timezone: 'Europe/Berlin' };
  location = idOf(await post(at, '/locations/', place));
  const floor = idOf(await post(at, '/floors/', { location, name: 'Ground', level: 0 }));
  const room = idOf(await post(at, '/rooms/', { floor_id: floor, name: 'Atrium' }));
  const group = idOf(await post(at, '/usergroups/', { location, name: 'Everybody' }));
  await post(at, `/usergroups/${group}/add_members/`, { user_ids: [booker.userId] });
  await post(at, `/admin/rooms/${room}/set_allowed_groups/`, { group_ids: [group] });
  desk = idOf(await post(at, '/desks/', { room, name: 'A1', pos_x: 10, pos_y: 20, orientation: 'left' }));
}, 120_000);

afterAll(async () => {
  await other.stop();
  await second.stop();
  await world.stop();
});

describe('one Idempotency-Key at two gateways at once', () => {
  it('gives one booking and two equal answers, each time', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [json, key, before] = [nextSlot(), randomUUID(), await rows()];
      const [here, there] = await Promise.all([book(world.gateway.origin, json, key), book(other.origin, json, key)]);
      expect(here.status).toBe(201);
      expect(seen(there)).toEqual(seen(here));
      expect(seen(await book(other.origin, json, key))).toEqual(seen(here));
      expect(await rows()).toBe(before + 1);
      expect((await book(other.origin, nextSlot(), key)).body).toMatchObject({
        status: 422,
        reason: 'IDEMPOTENCY_KEY_REUSED',
      });
    }
  });

  it('gives one set of bookings and two equal answers for many at once', async () => {
    const [intervals, key, before] = [[nextTimes(), nextTimes()], randomUUID(), await rows()];
    const bulk = (origin: string): Promise<Answer> =>
      post(origin, '/bookings/bulk_create/', { desk_id: desk, intervals }, { as: booker, key });
    const [here, there] = await Promise.all([bulk(world.gateway.origin), bulk(other.origin)]);
    expect(here.status).toBe(200);
    expect(seen(there)).toEqual(seen(here));
    expect(await rows()).toBe(before + 2);
  });

  it('gives one place and two equal answers', async () => {
    for (const [path, json] of [
      ['/floors/', { location, name: 'First', level: 1 }],
      ['/usergroups/', { location, name: 'Guests' }],
    ] as const) {
      const key = randomUUID();
      const [here, there] = await Promise.all([
        post(world.gateway.origin, path, json, { key }),
        post(other.origin, path, json, { key }),
      ]);
      expect(here.status).toBe(201);
      expect(seen(there)).toEqual(seen(here));
      expect(here.headers.get('location')).toContain(path);
    }
  });
});

describe('one Idempotency-Key when the first who had it is killed in the middle', () => {
  it('gives one booking, and its answer to whoever asks again anywhere', async () => {
    const { knex } = world.databases.booking;
    const [json, key, before] = [nextSlot(), randomUUID(), await rows()];
    const waiting = async (): Promise<number> =>
      (
        await knex.raw<{ rows: unknown[] }>(
          'SELECT 1 FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())',
        )
      ).rows.length;

    // Nobody can write a booking while this transaction holds the table.
    const table = await knex.transaction();
    await table.raw('LOCK TABLE booking.bookings IN SHARE MODE');
    const lost = book(world.gateway.origin, json, key);
    await eventually(async () => (await waiting()) > 0);
    await first.kill();
    expect((await lost).status).toBe(503);
    const again = book(other.origin, json, key);
    await table.commit();
    const answer = await again;
    expect(answer.status).toBe(201);
    expect(await rows()).toBe(before + 1);

    await first.start();
    await eventually(async () => (await book(world.gateway.origin, json, key)).status === 201, { withinMs: 30_000 });
    expect(seen(await book(world.gateway.origin, json, key))).toEqual(seen(answer));
    expect(await rows()).toBe(before + 1);
  });
});
