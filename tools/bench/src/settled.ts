import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase } from 'pg';

const MOST_SECONDS = 240;

/** Tables with more changes than autovacuum lets pass by its defaults, and those that it works on now. */
const UNSETTLED = `
  SELECT relid::regclass::text AS name FROM pg_stat_user_tables
   WHERE relid = ANY ($1::regclass[])
     AND (n_ins_since_vacuum > 1000 + 0.2 * n_live_tup OR n_dead_tup > 50 + 0.2 * n_live_tup
          OR n_mod_since_analyze > 50 + 0.1 * n_live_tup)
  UNION SELECT relid::regclass::text FROM pg_stat_progress_vacuum WHERE relid = ANY ($1::regclass[])`;

/**
 * Waits until PostgreSQL has tidied up after what a bench wrote at once and a company writes in months: until then each read of an index
 * looks at the table as well, plans know nothing of the rows, and autovacuum has a core of its own. The role of a service may not
 * vacuum by itself.
 */
export const settled = async (client: ClientBase, tables: readonly string[]): Promise<void> => {
  for (let second = 0; second < MOST_SECONDS; second += 1) {
    const { rows } = await client.query<{ name: string }>(UNSETTLED, [tables]);
    if (rows.length === 0 && second > 0) return;
    // The counters themselves come a moment late.
    await pause(1_000);
  }
  throw new Error(`autovacuum left ${tables.join(', ')} alone for ${String(MOST_SECONDS)} s`);
};
