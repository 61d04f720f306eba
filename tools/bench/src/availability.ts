import { Client, Pool } from 'pg';
import { signIn } from './api.js';
import { makeCompany } from './company.js';
import { describe, measure } from './measure.js';
import type { RunningStack } from './stack-file.js';
import { settled } from './settled.js';

const CLIENTS = 32;
const BOOKINGS = 500_000;
const DESKS = 4_000;
const DAYS = 14;
const WARM_UP = 200;
const SECONDS = 10;
const ENOUGH = 1_000_000;
const PER_DAY = 2;

/** The same bookings by the plainest SQL. */
const PLAIN = `
  SELECT d.desk_id, d.name, b.start_at, b.end_at FROM booking.desk_places d
  LEFT JOIN booking.bookings b ON b.desk_id = d.desk_id AND b.cancelled_at IS NULL
    AND b.start_at < $2::timestamptz + interval '${DAYS} days' AND b.end_at > $2
  WHERE d.room_id = $1 AND NOT d.removed ORDER BY d.desk_id, b.start_at`;

/** Two bookings a day on every desk, around today: as many as a company makes in some months. */
const book = async (url: string, roomIds: readonly number[]): Promise<number> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const perDesk = BOOKINGS / DESKS;
  const { rowCount } = await client.query(
    `INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
     SELECT -1000000000 - row_number() OVER (), location_id, room_id, desk_id, gen_random_uuid(), start_at,
            start_at + interval '3 hours', CASE WHEN start_at > now() THEN 0 ELSE 2 END
     FROM (SELECT *, date_trunc('day', now()) + (i / $2::integer - $3::integer / 4) * interval '1 day'
                     + (8 + 4 * (i % $2::integer)) * interval '1 hour' AS start_at
           FROM booking.desk_places, generate_series(0, $3::integer - 1) i WHERE room_id = ANY ($1)) AS wanted
     ON CONFLICT DO NOTHING`,
    [roomIds, PER_DAY, perDesk],
  );
  await settled(client, ['booking.bookings', 'booking.desk_places']);
  await client.end();
  return rowCount ?? 0;
};

/** Availability of a room of 40 desks over 14 days among half a million bookings, 32 clients: one room, then a hundred in turn. */
export const benchAvailability = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const company = await makeCompany(stack, DESKS);
  const api = await signIn(stack, 'user', CLIENTS);
  const pool = new Pool({ connectionString: stack.postgres.booking, max: CLIENTS });
  pool.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
  });
  try {
    const made = await book(stack.postgres.booking, company.roomIds);
    const start = new Date().toISOString().slice(0, 10);
    const roomAt = (index: number): number => company.roomIds[index % company.roomIds.length] ?? 0;
    const rest = (room: (index: number) => number) => (index: number) =>
      api.download(`/api/rooms/${room(index)}/availability/?start=${start}&days=${DAYS}`);
    const load = { clients: CLIENTS, operations: ENOUGH, seconds: SECONDS };
    const oneRoom = rest(() => roomAt(0));
    await measure({ ...load, operations: WARM_UP, operation: oneRoom });
    const sql = await measure({
      ...load,
      operation: async () =>
        (await pool.query({ name: 'plain', text: PLAIN, values: [roomAt(0), start] })).rowCount === 0
          ? 'nothing'
          : 'rows',
    });
    const one = await measure({ ...load, operation: oneRoom });
    const many = await measure({ ...load, operation: rest(roomAt) });
    say(`${made} bookings on ${company.desks} desks`);
    say(describe('plain SQL, one room', sql));
    say(describe('REST, one room', one));
    say(describe(`REST, ${company.roomIds.length} rooms`, many));
    say(`p99 ${one.p99Ms.toFixed(1)} ms   ratio to plain SQL: ${(one.perSecond / sql.perSecond).toFixed(2)}`);
  } finally {
    await Promise.all([api.close(), pool.end()]);
    await company.close();
  }
};
