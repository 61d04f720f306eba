import { randomBytes, randomUUID } from 'node:crypto';
import { Client, Pool } from 'pg';
import { measure, type Load, type Measurement } from './measure.js';
import type { Slot } from './slots.js';

/** About what a BookingsChanged event weighs. */
const PAYLOAD_BYTES = 420;
const SCRATCH = 'bench_raw';

const INSERT = `
  WITH booked AS (
    INSERT INTO ${SCRATCH}.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
    VALUES ($1, 1, 1, $2, $3, $4, $5, 0)
    ON CONFLICT DO NOTHING
    RETURNING id
  )
  INSERT INTO ${SCRATCH}.outbox (event_id, subject, ordering_key, lane, payload)
  SELECT $6, 'booking.v1.booking.created.1', 'desk.' || $2::text, ($2::bigint % 16)::smallint, $7 FROM booked`;

export interface RawInserts {
  /** How fast PostgreSQL alone takes the same rows: the baseline that a ratio is made with. */
  run(load: Omit<Load, 'operation'>, slot: (index: number) => Slot): Promise<Measurement>;
  close(): Promise<void>;
}

/**
 * Tables like booking's own, with all their constraints and indexes, in the same database: what is left out is everything
 * but the insert itself.
 */
export const prepareRawInserts = async (url: string, connections: number): Promise<RawInserts> => {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  const drop = `DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE`;
  await admin.query(drop);
  await admin.query(`CREATE SCHEMA ${SCRATCH}`);
  for (const table of ['bookings', 'outbox']) {
    await admin.query(`CREATE TABLE ${SCRATCH}.${table} (LIKE booking.${table} INCLUDING ALL)`);
  }
  const pool = new Pool({ connectionString: url, max: connections });
  pool.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
  });
  const userId = randomUUID();
  const payload = randomBytes(PAYLOAD_BYTES);
  let id = 0;

  return {
    run: (load, slot) =>
      measure({
        ...load,
        operation: async (index) => {
          const { deskId, start, end } = slot(index);
          id += 1;
          const values = [id, deskId, userId, start, end, randomUUID(), payload];
          const { rowCount } = await pool.query({ name: 'raw', text: INSERT, values });
          return rowCount === 1 ? 'inserted' : 'conflict';
        },
      }),
    async close() {
      await pool.end();
      await admin.query(drop);
      await admin.end();
    },
  };
};

/** Takes away what a bench booked: rows that start on or after the first bench day. */
export const sweepBenchBookings = async (url: string, from: Date): Promise<number> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('DELETE FROM booking.bookings WHERE start_at >= $1', [from]);
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
};
