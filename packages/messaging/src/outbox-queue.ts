import type { Database } from '@flexspace/database';

/** An event that waits to be published. */
export interface WaitingRow {
  readonly id: number;
  readonly event_id: string;
  readonly subject: string;
  readonly ordering_key: string;
  readonly payload: Buffer;
  readonly traceparent: string | null;
}

/** The outbox as one relay sees it. */
export interface OutboxQueue {
  /** Leases the free lanes that have work and gives their oldest rows, in order. Empty when there is nothing free to do. */
  claim(limit: number): Promise<readonly WaitingRow[]>;
  /** Marks rows as sent and gives the lanes back, both or neither. */
  finish(sentIds: readonly number[]): Promise<void>;
  isEmpty(): Promise<boolean>;
  oldestAgeSeconds(): Promise<number>;
}

/**
 * How long a lane stays with a relay that went silent. One whose process died loses it at once, because its connections to
 * PostgreSQL die with it; behind a pooler that keeps them, this is what frees the lane.
 */
export const LEASE_MS = 5_000;
/** How far ahead a relay looks for lanes with work. */
const LOOKAHEAD_ROWS = 1_000;

export const createOutboxQueue = (database: Database, schema: string, relayId: string): OutboxQueue => {
  const { knex } = database;
  const table = `"${schema}".outbox`;
  const lanes = `"${schema}".outbox_lanes`;
  if (!/^[a-z_]+$/.test(schema)) throw new Error(`"${schema}" is no schema of ours`);

  const claimLanes = `
    WITH waiting AS (
      SELECT DISTINCT lane FROM (
        SELECT lane FROM ${table} WHERE sent_at IS NULL ORDER BY id LIMIT ${LOOKAHEAD_ROWS}
      ) AS ahead
    ), free AS (
      SELECT lane FROM ${lanes}
      WHERE lane IN (SELECT lane FROM waiting) AND (
        leased_until IS NULL OR leased_until < clock_timestamp()
        OR NOT EXISTS (SELECT FROM pg_stat_get_activity(backend_pid))
      )
      ORDER BY lane
      FOR UPDATE SKIP LOCKED
    )
    UPDATE ${lanes} AS mine 
    SET relay = ?, backend_pid = pg_backend_pid(), leased_until = clock_timestamp() + interval '${LEASE_MS} milliseconds'
    FROM free WHERE mine.lane = free.lane
    RETURNING mine.lane`;
  // A statement of its own, because its snapshot has to be younger than the lease: what the lane's last holder marked is then
  // seen as sent.
  const takeRows = `
    SELECT id, event_id, subject, ordering_key, payload, traceparent FROM ${table}
    WHERE sent_at IS NULL AND lane = ANY(?) ORDER BY id LIMIT ?`;
  // Only lanes that are still ours: another relay may have taken them after the lease ran out.
  const markAndRelease = `
    WITH marked AS (UPDATE ${table} SET sent_at = clock_timestamp() WHERE id = ANY(?) AND sent_at IS NULL)
    UPDATE ${lanes} SET relay = NULL, backend_pid = NULL, leased_until = NULL WHERE relay = ?`;

  return {
    async claim(limit) {
      const leased = await knex.raw<{ rows: { lane: number }[] }>(claimLanes, [relayId]);
      if (leased.rows.length === 0) return [];
      const { rows } = await knex.raw<{ rows: WaitingRow[] }>(takeRows, [leased.rows.map(({ lane }) => lane), limit]);
      if (rows.length === 0) await knex.raw(markAndRelease, [[], relayId]);
      return rows;
    },
    async finish(sentIds) {
      await knex.raw(markAndRelease, [[...sentIds], relayId]);
    },
    async isEmpty() {
      const { rows } = await knex.raw<{ rows: unknown[] }>(`SELECT 1 FROM ${table} WHERE sent_at IS NULL LIMIT 1`);
      return rows.length === 0;
    },
    async oldestAgeSeconds() {
      const { rows } = await knex.raw<{ rows: { age: number }[] }>(
        `SELECT extract(epoch FROM clock_timestamp() - created_at)::float8 AS age FROM ${table}
         WHERE sent_at IS NULL ORDER BY id LIMIT 1`,
      );
      return rows[0]?.age ?? 0;
    },
  };
};
