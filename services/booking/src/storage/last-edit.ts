import type { Knex } from '@flexspace/database';
import type { BookingId } from '@flexspace/kernel';
import type { BookingEdit, RememberedEdit } from '../application/ports.js';
import type { Booking } from '../domain/booking.js';
import { query, type Executor } from './sql.js';

/** Beside the keys that clients choose, in which there is no blank. */
const keyOf = (id: BookingId): string => `edit ${id}`;

/** Remembers an edit in its own transaction, in the place of the one before it; forgotten with the keys, after a day. */
export const rememberEdit = async (
  trx: Knex.Transaction,
  done: { readonly edit: BookingEdit; readonly result: Booking; readonly createdIds: readonly BookingId[] },
): Promise<void> => {
  const { edit, result } = done;
  if (edit.wanted === undefined) return;
  const remembered: RememberedEdit = {
    wanted: edit.wanted,
    before: edit.booking.version,
    after: result.version,
    createdIds: done.createdIds,
    deletedIds: edit.during === undefined ? [result.id] : edit.merged.map((booking) => booking.id),
    intervals: edit.during === undefined ? [] : [edit.during, ...edit.added],
  };
  await query(
    trx,
    `INSERT INTO booking.idempotency_keys AS old (user_id, key, fingerprint, answer)
     VALUES (:userId, :key, '', :answer)
     ON CONFLICT (user_id, key) DO UPDATE SET answer = excluded.answer, created_at = now()`,
    { userId: result.user.id, key: keyOf(result.id), answer: JSON.stringify(remembered) },
  );
};

/** It is what this program wrote, so it is read as such. */
export const readLastEdit = async (executor: Executor, booking: Booking): Promise<RememberedEdit | undefined> => {
  const rows = await query<{ answer: RememberedEdit }>(
    executor,
    `SELECT k.answer FROM booking.idempotency_keys k
     WHERE k.user_id = :userId AND k.key = :key AND k.created_at > now() - interval '24 hours'
       AND (k.answer->>'after')::integer = :version
       AND NOT EXISTS (
         SELECT FROM jsonb_array_elements_text(k.answer->'createdIds') AS made (id)
         WHERE NOT EXISTS (
           SELECT FROM booking.bookings b WHERE b.id = made.id::bigint AND b.version = 1 AND b.cancelled_at IS NULL
         )
       )`,
    { userId: booking.user.id, key: keyOf(booking.id), version: booking.version },
  );
  return rows[0]?.answer;
};
