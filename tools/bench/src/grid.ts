import { Client } from 'pg';
import { signIn } from './api.js';
import { makeCompany } from './company.js';
import { describe, measure } from './measure.js';
import type { RunningStack } from './stack-file.js';

const DESKS = 2_000;
const ROUNDS = 20;
const WARM_UP = 3;
const SECONDS = 60;
const HEARD_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 100;
const SCRATCH = 'bench_grid';

interface Row {
  readonly id?: number;
  readonly name: string;
  readonly pos_x: number;
  readonly pos_y: number;
  readonly orientation: 'top';
}
interface RoomDesks {
  readonly version: number;
  readonly desks: readonly Row[];
}

/** A grid in which every desk stands somewhere else than in the one of the round before. */
const moved = (rows: readonly Row[], round: number): Row[] =>
  rows.map(({ id, name, pos_y }, index) => ({
    ...(id !== undefined && { id }),
    name,
    pos_x: (index + round) % 100,
    pos_y,
    orientation: 'top',
  }));

/** The same 2,000 rows changed by one plain statement in a table like catalog's own: all that the grid does more is left out. */
const prepareRaw = async (client: Client, roomId: number) => {
  await client.query(`DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE; CREATE SCHEMA ${SCRATCH}`);
  await client.query(`CREATE TABLE ${SCRATCH}.desks (LIKE catalog.desks INCLUDING ALL)`);
  await client.query(
    `INSERT INTO ${SCRATCH}.desks OVERRIDING SYSTEM VALUE SELECT * FROM catalog.desks WHERE room_id = $1`,
    [roomId],
  );
  const text = `
    UPDATE ${SCRATCH}.desks t SET name = d.name, pos_x = d.pos_x, version = version + 1
    FROM unnest($1::bigint[], $2::text[], $3::double precision[]) AS d (id, name, pos_x) WHERE t.id = d.id`;
  return async (rows: readonly Row[]): Promise<string> => {
    const values = [rows.map(({ id }) => id), rows.map(({ name }) => name), rows.map(({ pos_x }) => pos_x)];
    const { rowCount } = await client.query({ name: 'raw_grid', text, values });
    return `${rowCount ?? 0} rows`;
  };
};

/** Until booking has heard of the room's last change, or its copy would come back after the bench has gone. */
const heard = async (client: Client, roomId: number, version: number): Promise<void> => {
  for (const until = Date.now() + HEARD_WITHIN_MS; Date.now() < until;) {
    const { rows } = await client.query<{ desks: string }>(
      'SELECT count(*) AS desks FROM booking.desk_places WHERE room_id = $1 AND NOT removed AND version >= $2',
      [roomId, version],
    );
    if (rows[0]?.desks === String(DESKS)) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  throw new Error('booking did not hear of the last grid in time');
};

/** A whole grid of 2,000 desks, each moved, in one request; beside one plain statement that changes the same rows. */
export const benchGrid = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const api = await signIn(stack, 'superuser', 1);
  const company = await makeCompany(stack, 1);
  const catalog = new Client({ connectionString: stack.postgres.catalog });
  const booking = new Client({ connectionString: stack.postgres.booking });
  await Promise.all([catalog.connect(), booking.connect()]);
  try {
    const [roomId = 0] = company.roomIds;
    const path = `/api/admin/rooms/${roomId}/desks/?force=true`;
    // The company's bookings have ids that no event can tell of; with the desks they would have to be told of as cancelled.
    await booking.query('DELETE FROM booking.bookings WHERE room_id = $1', [roomId]);
    const first = Array.from({ length: DESKS }, (_, index): Row => {
      return { name: `G${index}`, pos_x: index % 100, pos_y: Math.floor(index / 100), orientation: 'top' };
    });
    const made = await api.put(path, { desks: first });
    if (made.status !== 200) throw new Error(`the grid was answered with ${made.status}`);
    const { desks } = made.body as RoomDesks;
    const raw = await prepareRaw(catalog, roomId);
    let round = 0;
    const next = (): Row[] => moved(desks, (round += 1));
    const put = async (): Promise<string> => String((await api.put(path, { desks: next() })).status);
    const load = { clients: 1, operations: ROUNDS, seconds: SECONDS };

    await measure({ ...load, operations: WARM_UP, operation: put });
    await measure({ ...load, operations: WARM_UP, operation: () => raw(next()) });
    const statement = await measure({ ...load, operation: () => raw(next()) });
    const grid = await measure({ ...load, operation: put });
    say(describe('plain update', statement));
    say(describe('grid through REST', grid));
    say(`\np50 ${grid.p50Ms.toFixed(0)} ms   max ${grid.maxMs.toFixed(0)} ms for ${DESKS} desks`);
    say(`ratio of the time to the plain update: ${(grid.p50Ms / statement.p50Ms).toFixed(1)}`);
    const { rows } = await catalog.query<{ revision: string }>(
      'SELECT min(revision) AS revision FROM catalog.desks WHERE room_id = $1',
      [roomId],
    );
    await heard(booking, roomId, Number(rows[0]?.revision));
  } finally {
    await catalog.query(`DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE`);
    await Promise.all([catalog.end(), booking.end(), api.close()]);
    await company.close();
  }
};
