import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bookingCommands } from '@flexspace/booking';
import { eventually } from '@flexspace/testkit';
import { idOf, openOffice, type Office } from './support/office.js';

interface Place {
  readonly desk_id: number;
  readonly removed: boolean;
}

const COPY = `
  SELECT d.desk_id, d.name AS desk, d.room_id, r.name AS room, r.floor_id, r.floor_name AS floor, r.under_maintenance,
         d.location_id, l.name AS location, l.timezone, d.removed OR r.removed OR l.removed AS removed
  FROM booking.desk_places d JOIN booking.room_places r USING (room_id)
  JOIN booking.location_places l ON l.location_id = d.location_id ORDER BY d.desk_id`;
const TRUTH = `
  SELECT d.id AS desk_id, d.name AS desk, d.room_id, r.name AS room, r.floor_id, f.name AS floor,
         r.is_under_maintenance AS under_maintenance, d.location_id, l.name AS location, l.timezone, false AS removed
  FROM catalog.desks d JOIN catalog.rooms r ON r.id = d.room_id JOIN catalog.floors f ON f.id = r.floor_id
  JOIN catalog.locations l ON l.id = d.location_id ORDER BY d.id`;

let office: Office;
beforeAll(async () => {
  office = await openOffice();
}, 180_000);
afterAll(async () => {
  await office.world.stop();
});

const rowsOf = async (service: 'booking' | 'catalog', sql: string): Promise<readonly Place[]> =>
  (await office.world.databases[service].knex.raw<{ rows: Place[] }>(sql)).rows;
const copy = () => rowsOf('booking', COPY);
const truth = () => rowsOf('catalog', TRUTH);
const living = (places: readonly Place[]) => places.filter(({ removed }) => !removed);
const rebuild = () =>
  bookingCommands['rebuild-desks']!({ ...office.world.bookingEnvironment, FLEXSPACE_LOG_LEVEL: 'silent' }, []);
/** Until booking has heard everything: its copy says what catalog says. */
const heardAll = () =>
  eventually(async () => {
    expect(living(await copy())).toEqual(await truth());
  });

const send = async (method: string, path: string, json?: object): Promise<Record<string, unknown>> => {
  const answer = await office.as('superuser', path, { method, ...(json !== undefined && { json }) });
  expect({ path, status: answer.status < 300 ? 'fine' : answer.text }).toEqual({ path, status: 'fine' });
  return answer.body;
};
const grid = (names: readonly string[]) => ({
  desks: names.map((name) => ({ name, pos_x: 1, pos_y: 1, orientation: 'top' })),
});

describe('the copy of places that booking keeps', () => {
  it('follows every change of a place', async () => {
    const { location, floor, room, desk } = office.ids;
    const second = idOf(await office.post('superuser', '/floors/', { location, name: 'First', level: 1 }));
    const hall = idOf(await office.post('superuser', '/rooms/', { floor_id: second, name: 'Hall' }));
    const gone = idOf(await office.post('superuser', '/rooms/', { floor_id: floor, name: 'Gone' }));
    await send('PUT', `/admin/rooms/${hall}/desks/`, grid(['H1', 'H2', 'H3', 'H4']));
    await send('PUT', `/admin/rooms/${gone}/desks/`, grid(['X1', 'X2']));
    await send('PATCH', `/floors/${floor}/`, { name: 'Cellar' });
    await send('PATCH', `/rooms/${room}/`, { name: 'Court' });
    await send('PATCH', `/rooms/${hall}/`, { floor_id: floor });
    await send('PATCH', `/desks/${desk}/`, { name: 'A-one' });
    await send('PATCH', `/locations/${location}/`, { name: 'Berlin Mitte', timezone: 'Europe/Paris' });
    await send('POST', `/admin/rooms/${hall}/set-maintenance/`);
    await send('DELETE', `/rooms/${gone}/`);
    await heardAll();
    expect((await copy()).filter(({ removed }) => removed)).toHaveLength(2);
  });

  it('is what it was after a rebuild, whatever was wrong with it', async () => {
    const before = await copy();
    const { knex } = office.world.databases.booking;
    const [first, second, third] = living(before).map(({ desk_id: id }) => id);
    const [tombstone] = before.filter(({ removed }) => removed);
    for (const [damage, ...values] of [
      ['UPDATE booking.desk_places SET name = ? WHERE desk_id = ?', 'wrong', first],
      ['UPDATE booking.desk_places SET removed = true WHERE desk_id = ?', second],
      ['DELETE FROM booking.desk_places WHERE desk_id = ?', third],
      ['UPDATE booking.desk_places SET removed = false WHERE desk_id = ?', tombstone?.desk_id],
      ['UPDATE booking.room_places SET name = ?, under_maintenance = NOT under_maintenance', 'wrong'],
      ['UPDATE booking.location_places SET timezone = ?, removed = true', 'UTC'],
    ] as const) {
      await knex.raw(damage, values as unknown as string[]);
    }
    expect(await copy()).not.toEqual(before);
    await rebuild();
    // The room of the desk that was removed with it is described by nobody any more; that it is gone is what matters.
    expect(living(await copy())).toEqual(living(before));
    expect((await copy()).map(({ desk_id: id, removed }) => [id, removed])).toEqual(
      before.map(({ desk_id: id, removed }) => [id, removed]),
    );
  });

  it('can be made from nothing', async () => {
    const { knex } = office.world.databases.booking;
    await knex.raw('TRUNCATE booking.desk_places, booking.room_places, booking.location_places');
    await rebuild();
    expect(await copy()).toEqual(await truth());
  });

  it('ends equal to catalog when places change while it is rebuilt', async () => {
    const { floor } = office.ids;
    const rooms = await Promise.all(
      ['One', 'Two', 'Three'].map(async (name) =>
        idOf(await office.post('superuser', '/rooms/', { floor_id: floor, name })),
      ),
    );
    let changing = true;
    const writers = Promise.all(
      rooms.map(async (room) => {
        for (let turn = 0; turn < 15; turn += 1) {
          const names = Array.from({ length: 2 + (turn % 3) }, (_, index) => `T${turn}-${index}`);
          await send('PUT', `/admin/rooms/${room}/desks/`, grid(names));
          await send('PATCH', `/rooms/${room}/`, { name: `Room ${room} v${turn}` });
        }
      }),
    ).finally(() => {
      changing = false;
    });
    const rebuilder = async (): Promise<number> => {
      let runs = 0;
      for (; changing; runs += 1) await rebuild();
      return runs;
    };
    const [runs] = await Promise.all([rebuilder(), writers]);
    expect(runs).toBeGreaterThan(0);
    await heardAll();
  });

  it('is left alone when catalog knows nothing at all', async () => {
    const before = await copy();
    const { knex } = office.world.databases.catalog;
    await knex.raw('DELETE FROM catalog.desks');
    await expect(rebuild()).rejects.toThrow('nothing was removed');
    expect(await copy()).toEqual(before);
  });
});
