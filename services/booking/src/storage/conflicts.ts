import { sqlInstant } from '@flexspace/database';
import type { BookingId, Instant, Interval } from '@flexspace/kernel';
import type { BulkRow } from '../application/ports.js';
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

/** A booking of 31 days asked for can meet many short ones; the days of these are told. */
const MAX_PER_ROW = 300;

/** What stands in the way of each of many rows, in order: one query whatever their number. */
export const findConflictsOfMany = async (
  executor: Executor,
  rows: readonly BulkRow[],
): Promise<readonly (readonly Interval[])[]> => {
  if (rows.length === 0) return [];
  const found = await query<{ position: number; starts: readonly Instant[]; ends: readonly Instant[] }>(
    executor,
    `SELECT wanted.position, b.starts, b.ends
     FROM unnest(:locations::bigint[], :desks::bigint[], :starts::timestamptz[], :ends::timestamptz[])
       WITH ORDINALITY AS wanted (location_id, desk_id, start_at, end_at, position)
     CROSS JOIN LATERAL (
       SELECT array_agg(start_at ORDER BY start_at) AS starts, array_agg(end_at ORDER BY start_at) AS ends
       FROM (
         SELECT start_at, end_at FROM booking.bookings
         WHERE location_id = wanted.location_id AND desk_id = wanted.desk_id AND cancelled_at IS NULL
           AND during && tstzrange(wanted.start_at, wanted.end_at, '[)')
         ORDER BY start_at LIMIT ${MAX_PER_ROW}
       ) taken
     ) b
     WHERE b.starts IS NOT NULL`,
    {
      locations: rows.map((row) => row.desk.locationId),
      desks: rows.map((row) => row.desk.deskId),
      starts: rows.map((row) => sqlInstant(row.during.start)),
      ends: rows.map((row) => sqlInstant(row.during.end)),
    },
  );
  const byPosition = new Map(found.map((row) => [row.position, row]));
  return rows.map((_, index) => {
    const taken = byPosition.get(index + 1);
    return (taken?.starts ?? []).map((start, at) => ({ start, end: taken?.ends[at] ?? start }));
  });
};
