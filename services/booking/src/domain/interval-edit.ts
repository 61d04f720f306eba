import {
  byStart,
  normalise,
  sameInterval,
  touches,
  type BookingId,
  type Instant,
  type Interval,
} from '@flexspace/kernel';
import { BookingElapsed, BookingStarted } from './booking-errors.js';

/** A booking of one person on one desk, as the edit sees it. */
export interface EditedBooking {
  readonly id: BookingId;
  readonly during: Interval;
}

export interface EditInput {
  readonly booking: EditedBooking;
  /** The owner's other bookings of the same desk that are not over, in any order; none overlaps another. */
  readonly others: readonly EditedBooking[];
  /** What the booking's range is to be replaced by. */
  readonly wanted: readonly Interval[];
  readonly now: Instant;
}

export interface EditPlan {
  /** What the edit results in, in order; the first is the booking's own, the rest are new bookings. Empty = cancel it. */
  readonly intervals: readonly Interval[];
  /** The owner's bookings that were merged in and are gone. */
  readonly mergedIds: readonly BookingId[];
}

/**
 * Replaces a booking's range by intervals. Those wanted are normalised; the owner's other bookings that they overlap or touch,
 * directly or through one another, are merged in; what nothing new touches stays. Throws BookingElapsed for one that is over
 * and BookingStarted when a running one would start at another moment.
 */
export const editIntervals = (input: EditInput): EditPlan => {
  const { booking, now } = input;
  if (booking.during.end <= now) throw new BookingElapsed();

  const live = input.others.filter((other) => other.id !== booking.id && other.during.end > now);
  const { grown, merged } = swallow(normalise(input.wanted), live);
  const running = booking.during.start <= now;
  const first = grown[0];
  if (running && first !== undefined && first.start !== booking.during.start) throw new BookingStarted();
  return { intervals: grown, mergedIds: merged.toSorted(byIntervalStart).map((other) => other.id) };
};

/** An edit that was carried out, as far as its repetition is known by it. */
export interface DoneEdit {
  readonly wanted: readonly Interval[];
  /** What it came to. */
  readonly intervals: readonly Interval[];
  readonly createdIds: readonly BookingId[];
  /** The booking's version before and after. */
  readonly before: number;
  readonly after: number;
}

export interface EditAgain {
  readonly wanted: readonly Interval[];
  /** The owner's other bookings of the desk that are not over. */
  readonly others: readonly EditedBooking[];
  readonly version: number;
  /** The version that the asker has seen; 0 = does not say. */
  readonly ifVersion: number;
}

/**
 * Whether an edit is the last one said once more. By the rules alone it would change something again: a booking that has grown by
 * a neighbour would be trimmed to what was asked for, and the parts of a split would be merged and made anew. It counts as
 * repeated while the booking is what that edit made of it and has got no new neighbour to merge; who names that very version has
 * seen the result and means it anew.
 */
export const isRepeated = (done: DoneEdit, again: EditAgain): boolean => {
  const made = new Set(done.createdIds);
  return (
    done.after === again.version &&
    (again.ifVersion === 0 || again.ifVersion === done.before) &&
    sameIntervals(normalise(done.wanted), normalise(again.wanted)) &&
    !again.others.some((other) => !made.has(other.id) && done.intervals.some((piece) => touches(piece, other.during)))
  );
};

const sameIntervals = (a: readonly Interval[], b: readonly Interval[]): boolean =>
  a.length === b.length &&
  a.every((one, index) => {
    const other = b[index];
    return other !== undefined && sameInterval(one, other);
  });

const byIntervalStart = (a: EditedBooking, b: EditedBooking): number => byStart(a.during, b.during);

/**
 * Grows the wanted intervals by every booking they reach, until nothing more is reached: a booking that only touches another
 * booking is reached once that other one has been merged in.
 */
const swallow = (
  wanted: readonly Interval[],
  others: readonly EditedBooking[],
): { grown: Interval[]; merged: EditedBooking[] } => {
  const merged: EditedBooking[] = [];
  let grown = [...wanted];
  let rest = [...others];
  for (;;) {
    const reached = rest.filter((other) => grown.some((piece) => touches(piece, other.during)));
    if (reached.length === 0) return { grown, merged };
    merged.push(...reached);
    const gone = new Set(reached.map((other) => other.id));
    rest = rest.filter((other) => !gone.has(other.id));
    grown = normalise([...grown, ...reached.map((other) => other.during)]);
  }
};
