import { Client } from 'pg';
import type { RunningStack } from './stack-file.js';
import { settled } from './settled.js';

const DESKS_PER_ROOM = 40;
const ROOMS_PER_FLOOR = 10;
const FLOORS_PER_LOCATION = 10;
const COUNTRY = 'Benchland';
/** How many desks in a hundred are taken at this moment. */
const TAKEN_PERCENT = 30;

export interface BenchCompany {
  readonly roomIds: readonly number[];
  readonly desks: number;
  close(): Promise<void>;
}

const withClient = async <Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

interface RoomRow {
  readonly id: string;
  readonly location_id: string;
}

/** Places in catalog's tables, as its own writes would leave them, under one new revision. */
const makePlaces = (url: string, desks: number): Promise<RoomRow[]> =>
  withClient(url, async (client) => {
    await client.query('BEGIN');
    const rooms = Math.ceil(desks / DESKS_PER_ROOM);
    const perLocation = ROOMS_PER_FLOOR * FLOORS_PER_LOCATION;
    const values = [rooms, perLocation, ROOMS_PER_FLOOR, DESKS_PER_ROOM];
    await client.query('UPDATE catalog.revision SET value = value + 1');
    await client.query(
      `INSERT INTO catalog.countries (name, country_code, lat, lng, revision)
       SELECT $1, 'DE', 50, 10, value FROM catalog.revision`,
      [COUNTRY],
    );
    await client.query(
      `INSERT INTO catalog.locations (country_id, name, lat, lng, timezone, revision)
       SELECT c.id, 'Bench ' || i, 50, 10, 'Europe/Berlin', c.revision
       FROM catalog.countries c, generate_series(0, ($1::integer - 1) / $2::integer) i WHERE c.name = $3`,
      [...values.slice(0, 2), COUNTRY],
    );
    await client.query(
      `INSERT INTO catalog.floors (location_id, name, level, revision)
       SELECT l.id, 'Floor ' || i, i, l.revision
       FROM catalog.locations l JOIN catalog.countries c ON c.id = l.country_id,
         generate_series(0, (least($1::integer, $2::integer) - 1) / $3::integer) i WHERE c.name = $4`,
      [...values.slice(0, 3), COUNTRY],
    );
    const { rows } = await client.query<RoomRow>(
      `INSERT INTO catalog.rooms (location_id, floor_id, name, description, desk_count, revision)
       SELECT f.location_id, f.id, 'Room ' || i, 'A room of a bench', $2, f.revision
       FROM catalog.floors f JOIN catalog.locations l ON l.id = f.location_id JOIN catalog.countries c ON c.id = l.country_id,
         generate_series(1, $1::integer) i WHERE c.name = $3 RETURNING id, location_id`,
      [ROOMS_PER_FLOOR, DESKS_PER_ROOM, COUNTRY],
    );
    await client.query(
      `INSERT INTO catalog.desks (location_id, room_id, name, pos_x, pos_y, orientation, revision)
       SELECT r.location_id, r.id, 'D' || i, 2 * i, 50, 'top', r.revision
       FROM catalog.rooms r, generate_series(1, $2::integer) i WHERE r.id = ANY ($1)`,
      [rows.map(({ id }) => id), DESKS_PER_ROOM],
    );
    await client.query('COMMIT');
    await settled(client, ['catalog.rooms', 'catalog.desks']);
    return rows;
  });

interface DeskRow {
  readonly id: string;
  readonly room_id: string;
  readonly location_id: string;
  readonly name: string;
}

/** Booking's copy of the same places, and people who sit at some of the desks now. */
const copyPlaces = async (stack: RunningStack, roomIds: readonly string[]): Promise<void> => {
  const desks = await withClient(stack.postgres.catalog, async (client) => {
    const text = 'SELECT id, room_id, location_id, name FROM catalog.desks WHERE room_id = ANY ($1) ORDER BY id';
    return (await client.query<DeskRow>(text, [roomIds])).rows;
  });
  const named = await withClient(stack.postgres.booking, async (client) => {
    await client.query(
      `INSERT INTO booking.location_places (location_id, name, timezone, version)
       SELECT DISTINCT id, 'Bench', 'Europe/Berlin', 1 FROM unnest($1::bigint[]) AS id ON CONFLICT DO NOTHING`,
      [desks.map((desk) => desk.location_id)],
    );
    await client.query(
      `INSERT INTO booking.room_places (room_id, location_id, name, version)
       SELECT DISTINCT room_id, location_id, 'Room', 1 FROM unnest($1::bigint[], $2::bigint[]) AS r (room_id, location_id)
       ON CONFLICT DO NOTHING`,
      [desks.map((desk) => desk.room_id), desks.map((desk) => desk.location_id)],
    );
    await client.query(
      `INSERT INTO booking.desk_places (desk_id, room_id, location_id, name, version)
       SELECT *, 1 FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) ON CONFLICT DO NOTHING`,
      [
        desks.map((desk) => desk.id),
        desks.map((desk) => desk.room_id),
        desks.map((desk) => desk.location_id),
        desks.map((desk) => desk.name),
      ],
    );
    await client.query(
      `INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
       SELECT -desk_id, location_id, room_id, desk_id, gen_random_uuid(), date_trunc('hour', now()),
              date_trunc('hour', now()) + interval '8 hours', 1
       FROM booking.desk_places WHERE room_id = ANY ($1) AND desk_id % 100 < $2`,
      [roomIds, TAKEN_PERCENT],
    );
    await settled(client, ['booking.desk_places', 'booking.bookings', 'booking.room_places']);
    const text = 'SELECT room_id, desk_set FROM booking.room_counts WHERE room_id = ANY ($1)';
    return (await client.query<{ room_id: string; desk_set: string }>(text, [roomIds])).rows;
  });
  // Both know the same desks, so what booking calls them is what catalog calls them.
  await withClient(stack.postgres.catalog, async (client) => {
    await client.query('BEGIN');
    await client.query('UPDATE catalog.revision SET value = value + 1');
    await client.query(
      `UPDATE catalog.rooms SET desk_set = named.name FROM unnest($1::bigint[], $2::bigint[]) AS named (id, name)
       WHERE rooms.id = named.id`,
      [named.map((room) => room.room_id), named.map((room) => room.desk_set)],
    );
    await client.query('COMMIT');
  });
};

/** Takes it all away again, also what a bench that was stopped half-way left. */
const remove = async (stack: RunningStack): Promise<void> => {
  const locations = await withClient(stack.postgres.catalog, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `DELETE FROM catalog.locations USING catalog.countries c WHERE c.id = country_id AND c.name = $1
       RETURNING locations.id`,
      [COUNTRY],
    );
    await client.query('DELETE FROM catalog.countries WHERE name = $1', [COUNTRY]);
    await client.query('UPDATE catalog.revision SET value = value + 1');
    return rows.map(({ id }) => id);
  });
  await withClient(stack.postgres.booking, async (client) => {
    for (const table of ['bookings', 'desk_places', 'room_counts', 'room_places', 'location_places']) {
      await client.query(`DELETE FROM booking.${table} WHERE location_id = ANY ($1)`, [locations]);
    }
  });
};

/** A company of so many desks beside the one that is there, in rooms of 40; gone when it is closed. */
export const makeCompany = async (stack: RunningStack, desks: number): Promise<BenchCompany> => {
  await remove(stack);
  const rooms = await makePlaces(stack.postgres.catalog, desks);
  await copyPlaces(
    stack,
    rooms.map(({ id }) => id),
  );
  return {
    roomIds: rooms.map(({ id }) => Number(id)),
    desks: rooms.length * DESKS_PER_ROOM,
    close: () => remove(stack),
  };
};
