import { sqlInstant } from '@flexspace/database';
import type { BookingId, Instant, Interval } from '@flexspace/kernel';
import type { DeskPlace } from '../domain/desk-place.js';
import { query, type Executor } from './sql.js';

export interface ConflictQuestion {
  readonly desk: Pick<DeskPlace, 'deskId' | 'locationId'>;
  readonly wanted: readonly Interval[];
  readonly except?: readonly BookingId[];
}

/** Enough to show what is taken; a year's worth of refusals helps nobody. */
const MAX_CONFLICTS = 100;

/** The taken times that stand in the way, in order; never whose. */
export const findConflicts = async (executor: Executor, question: ConflictQuestion): Promise<Interval[]> => {
  const rows = await query<{ start_at: Instant; end_at: Instant }>(
    executor,
    `SELECT DISTINCT b.start_at, b.end_at
     FROM unnest(:starts::timestamptz[], :ends::timestamptz[]) AS wanted (start_at, end_at)
     JOIN booking.bookings b ON b.location_id = :locationId AND b.desk_id = :deskId AND b.cancelled_at IS NULL
       AND b.during && tstzrange(wanted.start_at, wanted.end_at, '[)') AND b.id <> ALL (:except::bigint[])
     ORDER BY b.start_at LIMIT ${MAX_CONFLICTS}`,
    {
      starts: question.wanted.map((range) => sqlInstant(range.start)),
      ends: question.wanted.map((range) => sqlInstant(range.end)),
      locationId: question.desk.locationId,
      deskId: question.desk.deskId,
      except: question.except ?? [],
    },
  );
  return rows.map((row) => ({ start: row.start_at, end: row.end_at }));
};
