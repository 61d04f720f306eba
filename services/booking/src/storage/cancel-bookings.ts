import { sqlInstant, type Knex } from '@flexspace/database';
import type { DeskId, Instant, Person, UserId } from '@flexspace/kernel';
import { appendToOutbox } from '@flexspace/messaging';
import { bookingsChanged, statusNow } from './booking-events.js';
import { BOOKING_COLUMNS, BOOKING_JOINS, toBooking, type BookingRow } from './booking-rows.js';
import { query, SCHEMA, type Executor } from './sql.js';

export interface CancelManyOptions {
  readonly deskIds: readonly DeskId[];
  /** Whose bookings stay. */
  readonly except: UserId | undefined;
  /** Also the ones that run now; else only those that have not begun. */
  readonly ongoing: boolean;
  readonly actor: Person | undefined;
  readonly now: Instant;
}

/** How many bookings go with their desks: what `cancelMany` would cancel, those that run included. */
export const countStanding = async (executor: Executor, deskIds: readonly DeskId[], now: Instant): Promise<number> => {
  const rows = await query<{ count: number }>(
    executor,
    `SELECT count(*) AS count FROM booking.bookings
     WHERE desk_id = ANY (:deskIds::bigint[]) AND cancelled_at IS NULL
       AND end_at > :now AND start_at > :now::timestamptz - interval '744 hours'`,
    { deskIds, now: sqlInstant(now) },
  );
  return rows[0]?.count ?? 0;
};

/** Cancels what is still to come on some desks and announces it, one event a desk. The caller holds the desks' rows. */
export const cancelMany = async (trx: Knex.Transaction, options: CancelManyOptions): Promise<number> => {
  const rows = await query<BookingRow>(
    trx,
    `WITH b AS (
       UPDATE booking.bookings SET cancelled_at = :now, version = version + 1
       WHERE desk_id = ANY (:deskIds::bigint[]) AND cancelled_at IS NULL
         AND ${options.ongoing ? 'end_at' : 'start_at'} > :now
         AND user_id IS DISTINCT FROM :except
       RETURNING *
     )
     SELECT ${BOOKING_COLUMNS} FROM b ${BOOKING_JOINS} ORDER BY b.id`,
    { now: sqlInstant(options.now), deskIds: options.deskIds, except: options.except ?? null },
  );
  const { actor, now } = options;
  const byDesk = Map.groupBy(rows.map(toBooking), (booking) => booking.desk.deskId);
  const messages = [...byDesk.values()].flatMap((cancelled) => {
    const desk = cancelled[0]?.desk;
    if (desk === undefined) return [];
    const status = statusNow(
      cancelled.map((booking) => ({ ...booking, cancelled: false })),
      [],
      now,
    );
    const deletedIds = cancelled.map((booking) => booking.id);
    return [bookingsChanged({ verb: 'cancelled', desk, upserted: [], deletedIds, status, actor, now })];
  });
  await appendToOutbox(trx, SCHEMA, messages);
  return rows.length;
};
