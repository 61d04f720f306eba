import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Ask } from '../http-client.js';
import { startProduct, type Product } from './product.js';
import { ROLES, type Role } from './roles.js';
import { createWorld, hour, type World } from './world.js';

let product: Product;
/** The same world, asked at the one replica and at the other. */
let worlds: readonly [World, World];

const at = (replica: number): World => worlds[replica === 0 ? 0 : 1];
const as = (replica: number, role: Role, path: string, options: Ask = {}): Promise<Answer> =>
  at(replica).as(ROLES[role], `/api${path}`, options);
const post = (replica: number, role: Role, path: string, json: object): Promise<Answer> =>
  as(replica, role, path, { method: 'POST', json });
const idOf = async (role: Role): Promise<unknown> => (await as(0, role, '/auth/me')).body['id'];

/** Changes at one replica what the other was just asked about, many times and both ways, and never waits in between. */
const seenAtOnce = async (
  ask: (replica: number) => Promise<Answer>,
  change: (replica: number, on: boolean) => Promise<Answer>,
  expected: { readonly on: number; readonly off: number },
): Promise<void> => {
  for (let round = 0; round < 6; round += 1) {
    const here = round % 2;
    const there = 1 - here;
    for (const on of [true, false]) {
      expect((await change(here, on)).status).toBe(200);
      const wanted = on ? expected.on : expected.off;
      expect({ round, on, status: (await ask(there)).status }).toEqual({ round, on, status: wanted });
      expect({ round, on, status: (await ask(here)).status }).toEqual({ round, on, status: wanted });
    }
  }
};

beforeAll(async () => {
  product = await startProduct(2);
  const [one, other] = product.replicas;
  const world = await createWorld(one?.origin ?? '');
  worlds = [world, world.at(other?.origin ?? '')];
}, 120_000);

afterAll(async () => {
  await product.stop();
});

describe('in force for the very next request on every replica', () => {
  it('the location gate', async () => {
    const { target } = at(0);
    const place = `/admin/locations/${target.there.location}/set_allowed_groups`;
    await seenAtOnce(
      (replica) => as(replica, 'insider', `/rooms/${target.there.room}/desks`),
      (replica, on) => post(replica, 'superuser', place, { group_ids: on ? [target.there.group] : [] }),
      { on: 404, off: 200 },
    );
  });

  it('the room gate', async () => {
    const { target, make } = at(0);
    const desk = await make.desk(target.closedRoom);
    await seenAtOnce(
      (replica) => post(replica, 'insider', '/bookings/lock', { desk_id: desk }),
      (replica, on) =>
        post(replica, 'locationManager', `/admin/rooms/${target.closedRoom}/set_allowed_groups`, {
          group_ids: on ? [target.group] : [],
        }),
      { on: 200, off: 403 },
    );
  });

  it('membership', async () => {
    const { target } = at(0);
    const user_ids = [await idOf('outsider')];
    await seenAtOnce(
      (replica) => as(replica, 'outsider', `/locations/${target.location}`),
      (replica, on) =>
        post(replica, 'locationManager', `/usergroups/${target.group}/${on ? 'add' : 'remove'}_members`, { user_ids }),
      { on: 200, off: 404 },
    );
  });

  it('location managers', async () => {
    const { target } = at(0);
    const user_ids = [await idOf('foreigner')];
    await seenAtOnce(
      (replica) =>
        as(replica, 'foreigner', `/floors/${target.there.floor}`, { method: 'PATCH', json: { level: replica } }),
      (replica, on) =>
        post(replica, 'superuser', `/admin/locations/${target.there.location}/${on ? 'add' : 'remove'}_managers`, {
          user_ids,
        }),
      { on: 200, off: 403 },
    );
  });

  it('room managers', async () => {
    const { target } = at(0);
    const user_ids = [await idOf('insider')];
    await seenAtOnce(
      (replica) =>
        as(replica, 'insider', `/desks/${target.closedDesk}`, { method: 'PATCH', json: { pos_x: replica + 1 } }),
      (replica, on) =>
        post(replica, 'locationManager', `/admin/rooms/${target.closedRoom}/${on ? 'add' : 'remove'}_managers`, {
          user_ids,
        }),
      { on: 200, off: 403 },
    );
  });

  it('delegation', async () => {
    const { target } = at(0);
    const user_ids = [await idOf('foreigner')];
    await seenAtOnce(
      (replica) => post(replica, 'roomManager', `/usergroups/${target.group}/add_members`, { user_ids }),
      (replica, on) =>
        post(replica, 'locationManager', `/admin/locations/${target.location}/toggle_room_manager_permissions`, {
          allow: on,
        }),
      { on: 200, off: 403 },
    );
  });
});

describe('holds for the very next booking on every replica', () => {
  it('maintenance', async () => {
    const { target, make } = at(0);
    const desk = await make.desk(target.room);
    await seenAtOnce(
      (replica) => post(replica, 'insider', '/bookings/lock', { desk_id: desk }),
      (replica, on) =>
        as(replica, 'roomManager', `/admin/rooms/${target.room}/${on ? 'set' : 'clear'}-maintenance`, {
          method: 'POST',
        }),
      { on: 422, off: 200 },
    );
  });

  it('that a desk is gone, and with it what was booked there', async () => {
    const { target, make } = at(0);
    for (let round = 0; round < 6; round += 1) {
      const [here, there] = [round % 2, 1 - (round % 2)];
      const desk = await make.desk(target.room);
      const made = await post(there, 'insider', '/bookings', { desk_id: desk, ...hour(round) });
      const gone = await as(here, 'roomManager', `/desks/${desk}?force=true`, { method: 'DELETE' });
      const again = await post(there, 'insider', '/bookings', { desk_id: desk, ...hour(round + 1) });
      const booking = await as(there, 'insider', `/bookings/${String(made.body['id'])}`);
      expect([made.status, gone.status, again.status, booking.body['status']]).toEqual([201, 204, 404, 'cancelled']);
    }
  });
});

/** What a client does that was told to come back, or told nothing: it asks again, at whichever replica answers. */
const retrying = async (ask: (replica: number) => Promise<Answer>, first: number): Promise<Answer> => {
  const tries = 12;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await ask((first + attempt) % 2);
      if (answer.status < 500 || attempt === tries) return answer;
    } catch (error) {
      // What fetch throws when nobody answers; it is made outside of the test's realm, so instanceof would not know it.
      if (!String(error).startsWith('TypeError: fetch failed') || attempt === tries) throw error;
    }
  }
};

const REQUESTS = 8;

describe('a replica that dies', () => {
  it('fails no request that is asked again, and lets nobody in meanwhile', async () => {
    const { target, make } = at(0);
    const desks = await Promise.all(Array.from({ length: 6 }, () => make.desk(target.room)));
    const dying = product.replicas[0];
    const answered = { before: 0, after: 0 };
    let dead: 'before' | 'after' = 'before';
    const client = async (desk: number, index: number): Promise<void> => {
      for (let request = 0; request < REQUESTS; request += 1) {
        const first = request + index;
        const seen = await retrying((replica) => as(replica, 'insider', `/rooms/${target.room}/desks`), first);
        const hidden = await retrying((replica) => as(replica, 'outsider', `/desks/${desk}`), first);
        const json = { desk_id: desk, ...hour(request) };
        const headers = { 'idempotency-key': `desk-${desk}-request-${request}` };
        const booked = await retrying(
          (replica) => as(replica, 'insider', '/bookings', { method: 'POST', json, headers }),
          first,
        );
        const refused = await retrying((replica) => post(replica, 'visitor', '/bookings', json), first);
        const statuses = [seen, hidden, booked, refused].map(({ status }) => status);
        expect({ request, statuses }).toEqual({ request, statuses: [200, 404, 201, 403] });
        answered[dead] += 1;
        if (request === 3 && index === 0 && dying !== undefined) {
          await dying.stop();
          dead = 'after';
        }
      }
    };
    await Promise.all(desks.map(client));
    expect(answered.before).toBeGreaterThan(0);
    expect(answered.after).toBeGreaterThan(0);

    const path = `/bookings?limit=500&room=${target.room}&user=${String((await as(1, 'insider', '/auth/me')).body['id'])}`;
    const { list } = await as(1, 'superuser', path);
    const made = list.filter((booking) => desks.includes((booking['desk'] as { id: number }).id));
    // Each exactly once, however often it was asked for.
    expect(made).toHaveLength(desks.length * REQUESTS);
  });
});
