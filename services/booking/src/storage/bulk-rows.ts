import { sqlInstant, type Database, type Knex } from '@flexspace/database';
import type { BookingId, Interval } from '@flexspace/kernel';
import { appendToOutbox } from '@flexspace/messaging';
import type { BulkOptions, BulkRow, BulkRowOutcome } from '../application/ports.js';
import { phaseAt, type Booking } from '../domain/booking.js';
import { bookingsChanged, statusNow } from './booking-events.js';
import type { IdSource } from './booking-edits.js';
import { findConflicts } from './conflicts.js';
import { STAMP } from './desk-directory.js';
import { reserveKey, storeAnswer } from './idempotency.js';
import { lockDesks, query, SCHEMA, type Executor } from './sql.js';

class AllUndone extends Error {}
class KeyTaken extends Error {}

interface Attempt {
  readonly created: ReadonlySet<number>;
  readonly changedDesks: ReadonlySet<number>;
}

/**
 * Writes many bookings in one transaction, whatever their number: one statement for all rows, in the order asked, so that of two
 * that overlap each other the first wins. Desks are taken in turns, because a statement of many rows holds the first ones while
 * it waits for the next.
 */
export const createMany = async (
  stores: { readonly database: Database; readonly takeIds: IdSource },
  rows: readonly BulkRow[],
  options: BulkOptions,
): Promise<readonly BulkRowOutcome[] | 'key_taken'> => {
  const ids = await stores.takeIds(rows.length);
  const attempt: { last: Attempt } = { last: { created: new Set(), changedDesks: new Set() } };
  try {
    return await stores.database.transaction(async (trx) => {
      if (options.key !== undefined && !(await reserveKey(trx, options.key))) throw new KeyTaken();
      await lockDesks(
        trx,
        rows.map((row) => row.desk.deskId),
      );
      const changedDesks = await findChanged(trx, rows);
      const created = await insertRows(trx, { rows, ids, changedDesks, options });
      attempt.last = { created, changedDesks };
      if (created.size === 0 || (options.atomic && created.size < rows.length)) throw new AllUndone();
      await introduce(trx, options);
      await appendToOutbox(trx, SCHEMA, messagesOf(rows, { ids, created, options }));
      const result = await outcomes(trx, rows, { ids, ...attempt.last });
      if (options.key !== undefined) await storeAnswer(trx, options.key, options.toAnswer(result));
      return result;
    });
  } catch (error) {
    if (error instanceof KeyTaken) return 'key_taken';
    if (error instanceof AllUndone) return outcomes(stores.database.knex, rows, { ids, ...attempt.last });
    throw error;
  }
};

const findChanged = async (trx: Knex.Transaction, rows: readonly BulkRow[]): Promise<ReadonlySet<number>> => {
  const desks = [...new Map(rows.map((row) => [row.desk.deskId, row.desk])).values()];
  const now = await query<{ desk_id: number; stamp: string }>(
    trx,
    `SELECT d.desk_id, ${STAMP} AS stamp FROM booking.desk_places d
     JOIN booking.room_places r USING (room_id) JOIN booking.location_places l ON l.location_id = d.location_id
     WHERE d.desk_id = ANY (:deskIds::bigint[]) AND NOT d.removed AND NOT r.removed AND NOT l.removed
     ORDER BY d.desk_id FOR SHARE OF d`,
    { deskIds: desks.map((desk) => desk.deskId) },
  );
  const stamps = new Map(now.map((row) => [row.desk_id, row.stamp]));
  return new Set(desks.filter((desk) => stamps.get(desk.deskId) !== desk.stamp).map((desk) => desk.deskId));
};

const insertRows = async (
  trx: Knex.Transaction,
  work: {
    rows: readonly BulkRow[];
    ids: readonly BookingId[];
    changedDesks: ReadonlySet<number>;
    options: BulkOptions;
  },
): Promise<ReadonlySet<number>> => {
  const live = work.rows
    .map((row, index) => ({ ...row, id: work.ids[index] ?? 0 }))
    .filter((row) => !work.changedDesks.has(row.desk.deskId));
  const made = await query<{ id: number }>(
    trx,
    `INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
     SELECT id, location_id, room_id, desk_id, :userId, start_at, end_at, phase
     FROM unnest(:ids::bigint[], :locations::bigint[], :rooms::bigint[], :desks::bigint[],
                 :starts::timestamptz[], :ends::timestamptz[], :phases::smallint[])
       WITH ORDINALITY AS wanted (id, location_id, room_id, desk_id, start_at, end_at, phase, position)
     ORDER BY position
     ON CONFLICT DO NOTHING RETURNING id`,
    {
      userId: work.options.user.id,
      ids: live.map((row) => row.id),
      locations: live.map((row) => row.desk.locationId),
      rooms: live.map((row) => row.desk.roomId),
      desks: live.map((row) => row.desk.deskId),
      starts: live.map((row) => sqlInstant(row.during.start)),
      ends: live.map((row) => sqlInstant(row.during.end)),
      phases: live.map((row) => phaseAt(row.during, work.options.now)),
    },
  );
  return new Set(made.map((row) => row.id));
};

const introduce = async (trx: Knex.Transaction, { user }: BulkOptions): Promise<void> => {
  await query(
    trx,
    `INSERT INTO booking.people AS known (user_id, username, full_name) VALUES (:id, :username, :fullName)
     ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, full_name = excluded.full_name
       WHERE (known.username, known.full_name) IS DISTINCT FROM (excluded.username, excluded.full_name)`,
    { id: user.id, username: user.username, fullName: user.fullName },
  );
};

/** One event a desk, with all that became of it. */
const messagesOf = (
  rows: readonly BulkRow[],
  result: { ids: readonly BookingId[]; created: ReadonlySet<number>; options: BulkOptions },
) => {
  const { user, now } = result.options;
  const bookings = rows.flatMap(({ desk, during }, index): Booking[] => {
    const id = result.ids[index];
    if (id === undefined || !result.created.has(id)) return [];
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
  result: Attempt & { readonly ids: readonly BookingId[] },
): Promise<BulkRowOutcome[]> => {
  const refused = rows.filter((row, index) => {
    const id = result.ids[index];
    return id !== undefined && !result.created.has(id) && !result.changedDesks.has(row.desk.deskId);
  });
  const byDesk = new Map<number, readonly Interval[]>();
  for (const [deskId, ofDesk] of Map.groupBy(refused, (row) => row.desk.deskId)) {
    const desk = ofDesk[0]?.desk;
    const wanted = ofDesk.map((row) => row.during);
    if (desk !== undefined) byDesk.set(deskId, await findConflicts(executor, { desk, wanted }));
  }
  return rows.map((row, index): BulkRowOutcome => {
    const bookingId = result.ids[index];
    if (result.changedDesks.has(row.desk.deskId)) return { kind: 'facts_changed' };
    if (bookingId !== undefined && result.created.has(bookingId)) return { kind: 'created', bookingId };
    const conflicts = (byDesk.get(row.desk.deskId) ?? []).filter(
      (taken) => taken.start < row.during.end && row.during.start < taken.end,
    );
    return { kind: 'taken', conflicts };
  });
};
