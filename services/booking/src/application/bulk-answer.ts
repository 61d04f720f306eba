import { DomainError, overlaps, type DeskId, type FieldViolation, type Interval } from '@flexspace/kernel';
import { SlotTaken } from '../domain/booking-errors.js';
import type { BookableDesk } from '../domain/desk-place.js';
import type { BulkCommand } from './bulk-create.js';
import { datesTouched } from './local-days.js';
import type { BulkRecord, BulkRow, BulkRowOutcome, JudgedDesk } from './ports.js';

/** A desk that may be booked, or why it may not. */
export type Verdict = BookableDesk | DomainError;

export interface BulkResult {
  readonly deskId: DeskId;
  readonly during: Interval;
  /** Undefined when refused. */
  readonly bookingId: number | undefined;
  readonly reason: DomainError['reason'] | undefined;
  readonly conflictDays: readonly string[];
}

/** What became of a bulk: a verdict for each desk, and an outcome for each row of the desks that may be booked, in their order. */
export interface BulkCourse {
  readonly verdicts: readonly Verdict[];
  readonly rows: readonly BulkRow[];
  /** `free` = not tried, because another row was refused already, and no booking is in the way. */
  readonly outcomes: readonly (BulkRowOutcome | { readonly kind: 'free' })[];
}

/** Errors travel in the head of an answer, which has its bounds. One desk's hundred intervals are named all. */
const MAX_NAMED = 200;
const MAX_CONFLICTS = 100;

/** What of a verdict an answer shows. */
export const toJudged = (verdict: Verdict): JudgedDesk =>
  verdict instanceof DomainError ? { refused: verdict.reason } : { timezone: verdict.timezone };

/** A row for each desk and interval, desk by desk. */
export const resultsOf = (command: BulkCommand, { judged, outcomes }: BulkRecord): BulkResult[] => {
  let next = 0;
  return command.deskIds.flatMap((deskId, position) => {
    const desk = judged[position] ?? { refused: 'NOT_FOUND' };
    return command.intervals.map((during): BulkResult => {
      const none = { deskId, during, bookingId: undefined, conflictDays: [] };
      if ('refused' in desk) return { ...none, reason: desk.refused };
      const outcome = outcomes[next];
      next += 1;
      if (outcome === undefined) throw new Error('an outcome for every row');
      if (outcome.kind === 'created') return { ...none, bookingId: outcome.bookingId, reason: undefined };
      return { ...none, reason: 'SLOT_TAKEN', conflictDays: daysOf(outcome.conflicts, during, desk.timezone) };
    });
  });
};

/** The days of the location on which something stands in the way. */
const daysOf = (conflicts: readonly Interval[], wanted: Interval, timezone: string): string[] => {
  const days = conflicts.flatMap((taken) =>
    datesTouched(timezone, {
      start: taken.start > wanted.start ? taken.start : wanted.start,
      end: taken.end < wanted.end ? taken.end : wanted.end,
    }),
  );
  // What stood in the way went away in the meantime: then all of the row's days are all that can be said.
  return [...new Set(days.length > 0 ? days : datesTouched(timezone, wanted))];
};

/** The refusal that the first refused row would have got alone, naming every refused row. */
export const allOrNothing = (command: BulkCommand, course: BulkCourse): DomainError => {
  const refusals: { readonly path: string; readonly error: DomainError }[] = [];
  const conflicts: Interval[] = [];
  const inTheWay = conflictsByRow(course);
  let next = 0;
  course.verdicts.forEach((desk, position) => {
    command.intervals.forEach((_, index) => {
      const path = command.singleDesk ? `intervals[${index}]` : `desk_ids[${position}].intervals[${index}]`;
      if (desk instanceof DomainError) {
        refusals.push({ path, error: desk });
        return;
      }
      const taken = inTheWay[next];
      next += 1;
      if (taken === undefined) return;
      refusals.push({ path, error: new SlotTaken(taken) });
      conflicts.push(...taken);
    });
  });
  const first = refusals[0]?.error ?? new SlotTaken([]);
  const violations = refusals
    .slice(0, MAX_NAMED)
    .map(({ path, error }): FieldViolation => ({ path, message: error.message }));
  const { lockedBy } = first.details;
  return new DomainError(first.reason, first.message, {
    violations,
    ...(first.reason === 'SLOT_TAKEN' && { conflicts: distinct(conflicts).slice(0, MAX_CONFLICTS) }),
    ...(lockedBy !== undefined && { lockedBy }),
  });
};

/** What stands in the way of each row: bookings, and earlier rows of the same request. Undefined where nothing does. */
const conflictsByRow = ({ rows, outcomes }: BulkCourse): (readonly Interval[] | undefined)[] => {
  const accepted: BulkRow[] = [];
  return rows.map((row, position) => {
    const outcome = outcomes[position];
    const own = accepted
      .filter(({ desk, during }) => desk.deskId === row.desk.deskId && overlaps(during, row.during))
      .map(({ during }) => during);
    if (outcome?.kind === 'taken') return [...outcome.conflicts, ...own];
    if (outcome?.kind === 'free' && own.length > 0) return own;
    accepted.push(row);
    return undefined;
  });
};

const distinct = (intervals: readonly Interval[]): Interval[] =>
  [...new Map(intervals.map((one) => [`${one.start} ${one.end}`, one])).values()].toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  );
