import { Pool } from 'pg';
import { signIn } from './api.js';
import { makeCompany } from './company.js';
import { describe, measure } from './measure.js';
import type { RunningStack } from './stack-file.js';

const CLIENTS = 32;
const SIZES = [20_000, 200_000];
const WARM_UP = 64;
const SECONDS = 10;
const ENOUGH = 1_000_000;

/** The rows of the tree by the plainest SQL: the places, and the free desks counted one by one. */
const PLACES = `
  SELECT c.id, c.name, l.id, l.name, l.timezone, f.id, f.name, f.level, r.id, r.name, r.description, r.desk_count
  FROM catalog.rooms r JOIN catalog.floors f ON f.id = r.floor_id JOIN catalog.locations l ON l.id = r.location_id
  JOIN catalog.countries c ON c.id = l.country_id ORDER BY c.name, l.name, f.level, r.name`;
const FREE = `
  SELECT d.room_id, count(*) FILTER (WHERE b.id IS NULL AND d.assignee_id IS NULL) AS free
  FROM booking.desk_places d
  LEFT JOIN booking.bookings b ON b.desk_id = d.desk_id AND b.cancelled_at IS NULL AND b.start_at <= now() AND b.end_at > now()
  WHERE NOT d.removed GROUP BY d.room_id`;

const poolOf = (url: string): Pool => {
  const pool = new Pool({ connectionString: url, max: CLIENTS });
  pool.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
  });
  return pool;
};

/**
 * `GET /locations/tree/` with 32 clients while one booking a second changes the counts, against a plain SQL query of the same
 * rows with as many connections, at two sizes of a company.
 */
export const benchTree = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const catalog = poolOf(stack.postgres.catalog);
  const booking = poolOf(stack.postgres.booking);
  const api = await signIn(stack, 'user', CLIENTS);
  try {
    for (const size of SIZES) {
      const company = await makeCompany(stack, size);
      const change = setInterval(() => {
        void booking.query(
          'UPDATE booking.bookings SET phase = 3 - phase WHERE id = (SELECT min(id) FROM booking.bookings)',
        );
      }, 1_000);
      try {
        const tree = (): Promise<string> => api.download('/api/locations/tree/');
        const plain = async (): Promise<string> => {
          const [places, free] = await Promise.all([catalog.query(PLACES), booking.query(FREE)]);
          return places.rows.length > 0 && free.rows.length > 0 ? 'rows' : 'nothing';
        };
        const load = { clients: CLIENTS, operations: ENOUGH, seconds: SECONDS };
        await measure({ ...load, operations: WARM_UP, operation: tree });
        const sql = await measure({ ...load, operation: plain });
        const rest = await measure({ ...load, operation: tree });
        say(`\n${company.desks} desks in ${company.roomIds.length} rooms`);
        say(describe('plain SQL', sql));
        say(describe('tree through REST', rest));
        say(`p99 ${rest.p99Ms.toFixed(1)} ms   ratio to plain SQL: ${(rest.perSecond / sql.perSecond).toFixed(2)}`);
      } finally {
        clearInterval(change);
        await company.close();
      }
    }
  } finally {
    await api.close();
    await Promise.all([catalog.end(), booking.end()]);
  }
};
