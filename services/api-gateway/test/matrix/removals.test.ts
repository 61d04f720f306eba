import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@flexspace/testkit';
import type { Answer, Ask } from '../http-client.js';
import { startProduct, type Product } from './product.js';
import { BYSTANDER, ROLES, type Role } from './roles.js';
import { createWorld, gated, hour, type Place, type World } from './world.js';

let product: Product;
/** The same world, asked at the one replica and at the other. */
let worlds: readonly [World, World];

beforeAll(async () => {
  product = await startProduct(2);
  const [one, other] = product.replicas;
  const world = await createWorld(one?.origin ?? '');
  worlds = [world, world.at(other?.origin ?? '')];
}, 120_000);
afterAll(async () => {
  await product.stop();
});

type Who = Role | 'bystander';

const as = (replica: number, who: Who, path: string, options: Ask = {}): Promise<Answer> =>
  worlds[replica % 2 === 0 ? 0 : 1].as(who === 'bystander' ? BYSTANDER : ROLES[who], `/api${path}`, options);
const post = (replica: number, who: Who, path: string, json: object): Promise<Answer> =>
  as(replica, who, path, { method: 'POST', json });
const remove = (replica: number, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  as(replica, 'superuser', path, { method: 'DELETE', headers });

interface Counted {
  readonly count: number;
}
const countIn = async (service: 'booking' | 'catalog', statement: string, ...values: number[]): Promise<number> =>
  (await product.databases[service].knex.raw<{ rows: Counted[] }>(statement, values)).rows[0]?.count ?? 0;
const isWithheld = async (desk: number): Promise<boolean> =>
  (await countIn(
    'booking',
    'SELECT count(*) AS count FROM booking.desk_places WHERE desk_id = ? AND withheld_until > now()',
    desk,
  )) === 1;
/** Nobody in this file cancels anything, and nothing is forced. */
const cancelled = (): Promise<number> =>
  countIn('booking', 'SELECT count(*) AS count FROM booking.bookings WHERE cancelled_at IS NOT NULL');

/** Every way in which desks go, of a place with one bookable desk. */
const REMOVALS = {
  desk: ({ desk }: Place, replica = 0) => remove(replica, `/desks/${desk}`),
  grid: ({ room }: Place, replica = 0) =>
    as(replica, 'superuser', `/admin/rooms/${room}/desks`, { method: 'PUT', json: { desks: [] } }),
  room: ({ room }: Place, replica = 0) => remove(replica, `/rooms/${room}`),
  floor: ({ floor }: Place, replica = 0) => remove(replica, `/floors/${floor}`),
  location: ({ location }: Place, replica = 0) => remove(replica, `/locations/${location}`),
} as const;
/** A location of its own; the two bookings that come with it stand on desks that stay out of the way. */
const makePlace = async (): Promise<Place> => {
  const { make } = worlds[0];
  const place = await make.place(gated(await make.country()));
  const floor = await make.floor(place.location);
  return { ...place, floor, ...(await make.room({ ...place, floor })) };
};

describe.each(Object.entries(REMOVALS))('an unforced removal by %s', (what, go) => {
  const wanted = (place: Place) => post(1, 'insider', '/bookings', { desk_id: place.desk, ...hour(3) });
  /** A location goes only without the bookings that the world made in it. */
  const withoutOthers = async ({ location, desk }: Place): Promise<void> => {
    if (what !== 'location') return;
    await product.databases.booking.knex.raw('DELETE FROM booking.bookings WHERE location_id = ? AND desk_id <> ?', [
      location,
      desk,
    ]);
  };

  it('that has counted lets nobody book before it is done', async () => {
    const place = await makePlace();
    await withoutOthers(place);
    const { going } = await product.databases.catalog.transaction(async (trx) => {
      await trx.raw('SELECT value FROM catalog.revision FOR UPDATE');
      const removal = go(place);
      await eventually(() => isWithheld(place.desk));
      const meanwhile = await wanted(place);
      expect([meanwhile.status, meanwhile.headers.get('retry-after')]).toEqual([503, '1']);
      return { going: removal };
    });
    expect((await going).status).toBeLessThan(300);
    expect((await wanted(place)).status).toBe(404);
    expect(await cancelled()).toBe(0);
  });

  it('waits for a booking that is being written, and is refused with it', async () => {
    const place = await makePlace();
    await withoutOthers(place);
    const { going } = await product.databases.booking.transaction(async (trx) => {
      await trx.raw('SELECT FROM booking.desk_places WHERE desk_id = ? FOR SHARE', [place.desk]);
      await trx.raw(
        `INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
         VALUES (?, ?, ?, ?, gen_random_uuid(), now() + interval '5 days', now() + interval '6 days', 0)`,
        [1_000_000_000 + place.desk, place.location, place.room, place.desk],
      );
      const removal = go(place);
      await eventually(
        async () =>
          (await countIn(
            'booking',
            `SELECT count(*) AS count FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )) === 1,
      );
      return { going: removal };
    });
    const refused = await going;
    expect([refused.status, refused.body['reason'], refused.body['affected_count']]).toEqual([409, 'IN_USE', 1]);
    expect((await wanted(place)).status).toBe(201);
  });
});

it('a removal that fails after all leaves the desk bookable once the hold is over', async () => {
  const { make, target } = worlds[0];
  const desk = await make.desk(target.room);
  const book = () => post(1, 'insider', '/bookings', { desk_id: desk, ...hour(1) });
  const { going } = await product.databases.catalog.transaction(async (trx) => {
    await trx.raw('UPDATE catalog.revision SET value = value + 1');
    const removal = remove(0, `/desks/${desk}`, { 'if-match': '"1"' });
    await eventually(() => isWithheld(desk));
    await trx.raw('UPDATE catalog.desks SET version = version + 1 WHERE id = ?', [desk]);
    return { going: removal };
  });
  expect((await going).status).toBe(412);
  expect((await book()).status).toBe(503);
  await product.databases.booking.knex.raw(
    `UPDATE booking.desk_places SET withheld_until = now() - interval '1 second' WHERE desk_id = ?`,
    [desk],
  );
  expect((await book()).status).toBe(201);
  expect((await remove(0, `/desks/${desk}`)).body).toMatchObject({ reason: 'IN_USE', affected_count: 1 });
});

const ROOMS = 10;
const DESKS_PER_ROOM = 2_000;

it('a location of twenty thousand desks is withheld as a whole, and goes', async () => {
  const { make } = worlds[0];
  const at = { name: 'Campus', country_id: await make.country(), lat: 1, lng: 1, timezone: 'Europe/Berlin' };
  const location = Number((await make.post('/locations', at)).body['id']);
  const floor = await make.floor(location);
  const desks = Array.from({ length: DESKS_PER_ROOM }, (_, index) => ({
    name: `D${index}`,
    pos_x: 1,
    pos_y: 1,
    orientation: 'top',
  }));
  let last = 0;
  for (let room = 0; room < ROOMS; room += 1) {
    const id = Number((await make.post('/rooms', { floor_id: floor, name: `Hall ${room}` })).body['id']);
    const grid = await as(0, 'superuser', `/admin/rooms/${id}/desks`, { method: 'PUT', json: { desks } });
    last = (grid.body['desks'] as { id: number }[])[DESKS_PER_ROOM - 1]?.id ?? 0;
  }
  const { going } = await product.databases.catalog.transaction(async (trx) => {
    await trx.raw('SELECT value FROM catalog.revision FOR UPDATE');
    const removal = remove(0, `/locations/${location}`);
    await eventually(() => isWithheld(last));
    return { going: removal };
  });
  expect((await going).status).toBe(204);
  const withheld =
    'SELECT count(*) AS count FROM booking.desk_places WHERE location_id = ? AND withheld_until IS NOT NULL';
  expect(await countIn('booking', withheld, location)).toBe(ROOMS * DESKS_PER_ROOM);
}, 120_000);

const ROUNDS = 42;
const AT_ONCE = 6;
/** A race that one side always wins shows nothing. */
const LEAST_OF_EACH = 3;

it('never takes a booking along, however many come at the same moment at two replicas', async () => {
  const { make, target } = worlds[0];
  const outcomes = { removed: 0, refused: 0, booked: 0, kept_out: 0 };
  const surprises: string[] = [];
  const noteBooking = ({ status, text }: Answer): void => {
    if (status < 300) outcomes.booked += 1;
    else if (status === 503 || status === 404) outcomes.kept_out += 1;
    else if (status !== 409) surprises.push(`${status} ${text}`);
  };
  const noteRemoval = ({ status, body, text }: Answer): void => {
    if (status < 300) outcomes.removed += 1;
    else if (body['reason'] === 'IN_USE') outcomes.refused += 1;
    else surprises.push(`${status} ${text}`);
  };

  const race = async (round: number): Promise<void> => {
    const place = { ...target, ...(await make.room(target)) };
    const { desk } = place;
    const elsewhere = await make.desk(target.room);
    const bookOn = async (id: number, from: number) =>
      Number((await post(round, 'insider', '/bookings', { desk_id: id, ...hour(from) })).body['id']);
    const comes = await bookOn(elsewhere, 9);
    /** A few requests later: as long as requests take on this machine just now. */
    const after = async (requests: number): Promise<void> => {
      for (let one = 0; one < requests; one += 1) await as(round, 'insider', '/auth/me');
    };
    const wantTime = async (): Promise<void> => {
      await after(round % 7);
      const headers = { 'idempotency-key': `race-${round}` };
      const answers = await Promise.all([
        post(round + 1, 'bystander', '/bookings', { desk_id: desk, ...hour(2) }),
        as(round, 'insider', '/bookings', { method: 'POST', json: { desk_id: desk, ...hour(1) }, headers }),
        post(round + 1, 'insider', '/bookings/bulk_create', { desk_id: desk, intervals: [hour(4), hour(5)] }),
        as(round + 1, 'insider', `/bookings/${comes}`, { method: 'PATCH', json: { desk_id: desk } }),
      ]);
      answers.forEach(noteBooking);
    };
    /** A booking that stands on the desk is given more time, and leaves: only then the desk may go. */
    const editAndLeave = async (stands: number): Promise<void> => {
      const edit = { intervals: [hour(11), hour(13)] };
      const leaves = as(round + 1, 'insider', `/bookings/${stands}`, { method: 'PATCH', json: { desk_id: elsewhere } });
      await after(round % 2);
      noteBooking(await post(round, 'insider', `/bookings/${stands}/edit_intervals`, edit));
      await leaves;
    };
    const removal = async (): Promise<void> => {
      await after(round % 4);
      const go = [REMOVALS.desk, REMOVALS.grid, REMOVALS.room][Math.floor(round / 3) % 3] ?? REMOVALS.desk;
      noteRemoval(await go(place, round));
    };
    const stands = round % 3 === 0 ? await bookOn(desk, 11) : undefined;
    await Promise.all([removal(), stands === undefined ? wantTime() : editAndLeave(stands)]);
  };
  for (let from = 0; from < ROUNDS; from += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => race(from + index)));
  }
  expect(surprises).toEqual([]);
  for (const [outcome, times] of Object.entries(outcomes)) {
    expect({ outcome, enough: times >= LEAST_OF_EACH }).toEqual({ outcome, enough: true });
  }
  const heardOfAll = async (): Promise<boolean> =>
    (await countIn('booking', 'SELECT count(*) AS count FROM booking.desk_places WHERE NOT removed')) ===
    (await countIn('catalog', 'SELECT count(*) AS count FROM catalog.desks'));
  await eventually(heardOfAll);
  expect(await cancelled()).toBe(0);
});
