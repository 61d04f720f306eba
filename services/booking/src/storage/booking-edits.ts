import { violatedConstraint, sqlInstant, type Database, type Knex } from '@flexspace/database';
import type { BookingId, Interval } from '@flexspace/kernel';
import { appendToOutbox, type OutboxMessage } from '@flexspace/messaging';
import type { BookingEdit, EditOutcome } from '../application/ports.js';
import { phaseAt, type Booking } from '../domain/booking.js';
import type { BookableDesk } from '../domain/desk-place.js';
import { bookingsChanged, statusNow } from './booking-events.js';
import { findConflicts } from './conflicts.js';
import { STAMP } from './desk-directory.js';
import { rememberEdit } from './last-edit.js';
import { lockDesks, query, SCHEMA } from './sql.js';

export type IdSource = (count: number) => Promise<BookingId[]>;

/** Ends the transaction without a trace and carries the answer out of it. */
class Undone extends Error {
  readonly outcome: 'taken' | 'outdated';

  constructor(outcome: 'taken' | 'outdated') {
    super(outcome);
    this.outcome = outcome;
  }
}

/** Applies a decided change of one booking, with its events, in one transaction; or nothing. */
export const applyEdit = async (
  stores: { readonly database: Database; readonly takeIds: IdSource },
  edit: BookingEdit,
): Promise<EditOutcome> => {
  const ids = await stores.takeIds(edit.added.length);
  const result = changed(edit, ids);
  try {
    await stores.database.transaction(async (trx) => {
      await lockDesks(trx, [edit.booking.desk.deskId, result.desk.deskId]);
      if (edit.target !== undefined) await assertUnchanged(trx, edit.target);
      await removeMerged(trx, edit);
      await rewrite(trx, edit, result);
      await insertAdded(trx, edit, ids);
      await rememberEdit(trx, { edit, result, createdIds: ids });
      await appendToOutbox(trx, SCHEMA, messages(edit, result, ids));
    });
    return { kind: 'done', booking: result, createdIds: ids };
  } catch (error) {
    const taken = violatedConstraint(error)?.constraint === 'bookings_no_overlap';
    if (!taken && !(error instanceof Undone)) throw error;
    if (error instanceof Undone && error.outcome === 'outdated') return { kind: 'outdated' };
    const wanted: Interval[] = [...(edit.during === undefined ? [] : [edit.during]), ...edit.added];
    const own = [edit.booking.id, ...edit.merged.map((booking) => booking.id)];
    const conflicts = await findConflicts(stores.database.knex, { desk: result.desk, wanted, except: own });
    return { kind: 'taken', conflicts };
  }
};

const changed = (edit: BookingEdit, ids: readonly BookingId[]): Booking => {
  if (ids.length !== edit.added.length) throw new Error('an id for every new booking');
  return {
    ...edit.booking,
    desk: edit.target ?? edit.booking.desk,
    during: edit.during ?? edit.booking.during,
    cancelled: edit.during === undefined,
    version: edit.booking.version + 1,
  };
};

const assertUnchanged = async (trx: Knex.Transaction, desk: BookableDesk): Promise<void> => {
  const rows = await query<{ stamp: string }>(
    trx,
    `SELECT ${STAMP} AS stamp FROM booking.desk_places d
     JOIN booking.room_places r USING (room_id) JOIN booking.location_places l ON l.location_id = d.location_id
     WHERE d.desk_id = :deskId AND NOT d.removed AND NOT r.removed AND NOT l.removed FOR SHARE OF d`,
    { deskId: desk.deskId },
  );
  if (rows[0]?.stamp !== desk.stamp) throw new Undone('outdated');
};

const removeMerged = async (trx: Knex.Transaction, edit: BookingEdit): Promise<void> => {
  if (edit.merged.length === 0) return;
  const gone = await query(
    trx,
    `DELETE FROM booking.bookings b USING unnest(:ids::bigint[], :versions::integer[]) AS seen (id, version)
     WHERE b.id = seen.id AND b.version = seen.version AND b.cancelled_at IS NULL RETURNING b.id`,
    { ids: edit.merged.map((booking) => booking.id), versions: edit.merged.map((booking) => booking.version) },
  );
  if (gone.length !== edit.merged.length) throw new Undone('outdated');
};

const rewrite = async (trx: Knex.Transaction, edit: BookingEdit, result: Booking): Promise<void> => {
  const rows = await query(
    trx,
    `UPDATE booking.bookings SET
       desk_id = :deskId, room_id = :roomId, location_id = :locationId, start_at = :start, end_at = :end,
       phase = CASE WHEN :cancelled THEN phase ELSE :phase END,
       cancelled_at = CASE WHEN :cancelled THEN :now::timestamptz END, version = version + 1
     WHERE id = :id AND version = :version AND cancelled_at IS NULL RETURNING id`,
    {
      deskId: result.desk.deskId,
      roomId: result.desk.roomId,
      locationId: result.desk.locationId,
      start: sqlInstant(result.during.start),
      end: sqlInstant(result.during.end),
      phase: phaseAt(result.during, edit.now),
      cancelled: result.cancelled,
      now: sqlInstant(edit.now),
      id: edit.booking.id,
      version: edit.booking.version,
    },
  );
  if (rows.length !== 1) throw new Undone('outdated');
};

const insertAdded = async (trx: Knex.Transaction, edit: BookingEdit, ids: readonly BookingId[]): Promise<void> => {
  if (edit.added.length === 0) return;
  const { desk, user } = edit.booking;
  const rows = await query(
    trx,
    `INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
     SELECT id, :locationId, :roomId, :deskId, :userId, start_at, end_at, phase
     FROM unnest(:ids::bigint[], :starts::timestamptz[], :ends::timestamptz[], :phases::smallint[])
       AS added (id, start_at, end_at, phase)
     ON CONFLICT DO NOTHING RETURNING id`,
    {
      locationId: desk.locationId,
      roomId: desk.roomId,
      deskId: desk.deskId,
      userId: user.id,
      ids,
      starts: edit.added.map((range) => sqlInstant(range.start)),
      ends: edit.added.map((range) => sqlInstant(range.end)),
      phases: edit.added.map((range) => phaseAt(range, edit.now)),
    },
  );
  if (rows.length !== edit.added.length) throw new Undone('taken');
};

const messages = (edit: BookingEdit, result: Booking, ids: readonly BookingId[]): OutboxMessage[] => {
  const { actor, now, merged } = edit;
  const about = { actor, now };
  const before = [edit.booking, ...merged];
  const mergedIds = merged.map((booking) => booking.id);
  if (result.cancelled) {
    const deletedIds = [result.id, ...mergedIds];
    return [
      bookingsChanged({
        ...about,
        verb: 'cancelled',
        desk: result.desk,
        upserted: [],
        deletedIds,
        status: statusNow(before, [], now),
      }),
    ];
  }
  if (result.desk.deskId !== edit.booking.desk.deskId) {
    const left = { ...about, verb: 'changed', desk: edit.booking.desk, upserted: [], deletedIds: [result.id] } as const;
    const come = { ...about, verb: 'changed', desk: result.desk, upserted: [result], deletedIds: [] } as const;
    return [
      bookingsChanged({ ...left, status: statusNow(before, [], now) }),
      bookingsChanged({ ...come, status: statusNow([], [result], now) }),
    ];
  }
  const created = edit.added.map((during, index): Booking => {
    const id = ids[index];
    if (id === undefined) throw new Error('an id for every new booking');
    return { ...result, id, during, version: 1 };
  });
  const upserted = [result, ...created];
  const verb = created.length + merged.length > 0 ? 'edited' : 'changed';
  return [
    bookingsChanged({
      ...about,
      verb,
      desk: result.desk,
      upserted,
      deletedIds: mergedIds,
      status: statusNow(before, upserted, now),
    }),
  ];
};
