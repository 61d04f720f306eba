import { sqlInstant, type Database, type Knex } from '@flexspace/database';
import type { BookingId } from '@flexspace/kernel';
import { appendToOutbox } from '@flexspace/messaging';
import type { BulkOptions, BulkRow, BulkRowOutcome } from '../application/ports.js';
import { phaseAt, type Booking } from '../domain/booking.js';
import { bookingsChanged, statusNow } from './booking-events.js';
import type { IdSource } from './booking-edits.js';
import { findConflictsOfMany } from './conflicts.js';
import { STAMP } from './desk-directory.js';
import { reserveKey, storeAnswer } from './idempotency.js';
import { DESK_LOCK_SPACE, query, SCHEMA, type Executor } from './sql.js';

class AllUndone extends Error {}
class KeyTaken extends Error {}

/**
 * All rows in one statement, in the order asked, so that of two that overlap each other the first wins. Desks are taken in turns
 * and for this transaction alone, because a statement of many rows holds the first ones while it waits for the next; then the
 * desks as they are now, the rows of those that are what was checked, and the person's names.
 */
const WRITE = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(:ids::bigint[], :desks::bigint[], :stamps::text[], :starts::timestamptz[], :ends::timestamptz[],
                         :phases::smallint[])
      WITH ORDINALITY AS one (id, desk_id, stamp, start_at, end_at, phase, position)
  ), turns AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(${DESK_LOCK_SPACE}, (desk_id % 2147483647)::integer)
    FROM (SELECT DISTINCT desk_id FROM wanted ORDER BY desk_id) AS desks
  ), place AS MATERIALIZED (
    SELECT d.desk_id, d.room_id, d.location_id, ${STAMP} AS stamp
    FROM booking.desk_places d
    JOIN booking.room_places r ON r.room_id = d.room_id
    JOIN booking.location_places l ON l.location_id = d.location_id
    -- The count is taken before the first desk is looked at, so the turns come before everything here.
    WHERE (SELECT count(*) FROM turns) > 0 AND d.desk_id = ANY (:desks::bigint[])
      AND NOT d.removed AND NOT r.removed AND NOT l.removed
    ORDER BY d.desk_id
    FOR SHARE OF d
  ), made AS (
    INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
    SELECT w.id, p.location_id, p.room_id, p.desk_id, :userId, w.start_at, w.end_at, w.phase
    FROM wanted w JOIN place p ON p.desk_id = w.desk_id AND p.stamp = w.stamp
    ORDER BY w.position
    ON CONFLICT DO NOTHING
    RETURNING id
  ), met AS (
    INSERT INTO booking.people AS known (user_id, username, full_name)
    SELECT :userId::uuid, :username, :fullName WHERE EXISTS (SELECT FROM made)
    ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, full_name = excluded.full_name
      WHERE (known.username, known.full_name) IS DISTINCT FROM (excluded.username, excluded.full_name)
  )
  SELECT m.id IS NOT NULL AS made, p.desk_id IS NOT NULL AS fits
  FROM wanted w LEFT JOIN place p ON p.desk_id = w.desk_id AND p.stamp = w.stamp LEFT JOIN made m USING (id)
  ORDER BY w.position`;

interface Fate {
  readonly made: boolean;
  /** The desk is what the checks were made for. */
  readonly fits: boolean;
}

/**
 * Writes many bookings and their events in one transaction; how many statements that takes does not depend on how many rows or
 * desks there are.
 */
export const createMany = async (
  stores: { readonly database: Database; readonly takeIds: IdSource },
  rows: readonly BulkRow[],
  options: BulkOptions,
): Promise<readonly BulkRowOutcome[] | 'key_taken'> => {
  const ids = await stores.takeIds(rows.length);
  const attempt: { fates: readonly Fate[] } = { fates: [] };
  try {
    return await stores.database.transaction(async (trx) => {
      if (options.key !== undefined && !(await reserveKey(trx, options.key))) throw new KeyTaken();
      const fates = await write(trx, rows, { ids, options });
      attempt.fates = fates;
      const made = fates.filter((fate) => fate.made).length;
      const undecided = made === 0 && fates.some((fate) => !fate.fits);
      if (undecided || (options.atomic && made < rows.length)) throw new AllUndone();
      await appendToOutbox(trx, SCHEMA, messagesOf(rows, { ids, fates, options }));
      const result = await outcomes(trx, rows, { ids, fates });
      if (options.key !== undefined) await storeAnswer(trx, options.key, options.toAnswer(result));
      return result;
    });
  } catch (error) {
    if (error instanceof KeyTaken) return 'key_taken';
    if (error instanceof AllUndone) return outcomes(stores.database.knex, rows, { ids, fates: attempt.fates });
    throw error;
  }
};

const write = async (
  trx: Knex.Transaction,
  rows: readonly BulkRow[],
  { ids, options }: { readonly ids: readonly BookingId[]; readonly options: BulkOptions },
): Promise<readonly Fate[]> => {
  const { user, now } = options;
  return query<Fate>(trx, WRITE, {
    userId: user.id,
    username: user.username,
    fullName: user.fullName,
    ids,
    desks: rows.map((row) => row.desk.deskId),
    stamps: rows.map((row) => row.desk.stamp),
    starts: rows.map((row) => sqlInstant(row.during.start)),
    ends: rows.map((row) => sqlInstant(row.during.end)),
    phases: rows.map((row) => phaseAt(row.during, now)),
  });
};

/** One event a desk, with all that became of it. */
const messagesOf = (
  rows: readonly BulkRow[],
  result: { readonly ids: readonly BookingId[]; readonly fates: readonly Fate[]; readonly options: BulkOptions },
) => {
  const { user, now } = result.options;
  const bookings = rows.flatMap(({ desk, during }, index): Booking[] => {
    const id = result.ids[index];
    if (id === undefined || result.fates[index]?.made !== true) return [];
    return [{ id, desk, user, during, cancelled: false, version: 1 }];
  });
  return [...Map.groupBy(bookings, (booking) => booking.desk.deskId).values()].flatMap((upserted) => {
    const desk = upserted[0]?.desk;
    if (desk === undefined) return [];
    const status = statusNow([], upserted, now);
    return [bookingsChanged({ verb: 'created', desk, upserted, deletedIds: [], status, actor: user, now })];
  });
};

const outcomes = async (
  executor: Executor,
  rows: readonly BulkRow[],
  result: { readonly ids: readonly BookingId[]; readonly fates: readonly Fate[] },
): Promise<BulkRowOutcome[]> => {
  const isRefused = (index: number): boolean => {
    const fate = result.fates[index];
    return fate !== undefined && fate.fits && !fate.made;
  };
  const refused = rows.filter((_, index) => isRefused(index));
  const conflicts = (await findConflictsOfMany(executor, refused)).values();
  return rows.map((_, index): BulkRowOutcome => {
    const [id, fate] = [result.ids[index], result.fates[index]];
    if (id === undefined || fate === undefined) throw new Error('a fate for every row');
    if (isRefused(index)) return { kind: 'taken', conflicts: conflicts.next().value ?? [] };
    return fate.made ? { kind: 'created', bookingId: id } : { kind: 'facts_changed' };
  });
};
