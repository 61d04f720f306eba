import {
  InvalidRequest,
  overlaps,
  sameInterval,
  Stale,
  subtract,
  type BookingId,
  type FieldViolation,
  type Interval,
} from '@flexspace/kernel';
import { BookingElapsed, noSuchBooking, noSuchDesk, SlotTaken } from '../domain/booking-errors.js';
import { MAX_LENGTH_DAYS, MAX_LENGTH_US, START_GRACE_US, timeViolations } from '../domain/booking-rules.js';
import { editIntervals as planEdit, isRepeated } from '../domain/interval-edit.js';
import type { Booking } from '../domain/booking.js';
import type { BookableDesk } from '../domain/desk-place.js';
import type { Actor } from './actor.js';
import { assertMayChange } from './assert-may-change.js';
import { assertOwnerMayBook, type ChangeBookingParts } from './change-booking.js';
import { outdated } from './outdated.js';

const MAX_DECISIONS = 4;
const MAX_INTERVALS = 100;

export interface EditCommand {
  readonly bookingId: BookingId;
  readonly intervals: readonly Interval[];
  /** 0 = whatever it is. */
  readonly ifVersion: number;
}

export interface EditResult {
  /** Undefined when the edit cancelled the booking. */
  readonly updatedId: BookingId | undefined;
  readonly createdIds: readonly BookingId[];
  readonly deletedIds: readonly BookingId[];
  readonly intervals: readonly Interval[];
}

/**
 * Replaces a booking's range by intervals; what changes hands is decided by `interval-edit`, who may by access. The same edit sent
 * twice changes nothing the second time, and is answered as it was the first time.
 */
export const editIntervals =
  (parts: ChangeBookingParts) =>
  async (actor: Actor, command: EditCommand): Promise<EditResult> => {
    if (command.intervals.length > MAX_INTERVALS) {
      throw InvalidRequest.field('intervals', `must be at most ${MAX_INTERVALS}`);
    }
    let conflicts: readonly Interval[] | undefined;
    for (let decision = 0; decision < MAX_DECISIONS; decision += 1) {
      const booking = await parts.bookings.find(command.bookingId);
      if (booking === undefined) throw noSuchBooking();
      await assertMayChange(actor, booking);
      const now = parts.clock.now();
      const [last, known] = await Promise.all([
        parts.bookings.lastEdit(booking),
        parts.bookings.ofOwnerOnDesk(booking.user.id, booking.desk.deskId, now),
      ]);
      const others = known.filter((other) => other.id !== booking.id);
      const again = { wanted: command.intervals, others, version: booking.version, ifVersion: command.ifVersion };
      if (last !== undefined && isRepeated(last, again)) return resultOf(booking, last);
      if (command.ifVersion !== 0 && command.ifVersion !== booking.version) throw new Stale('booking');
      if (booking.cancelled) throw new BookingElapsed();
      const plan = planEdit({
        booking,
        others,
        wanted: command.intervals,
        now,
      });
      const mergedIds = new Set(plan.mergedIds);
      const merged = others.filter((other) => mergedIds.has(other.id));
      const fresh = subtract(plan.intervals, [booking.during, ...merged.map((other) => other.during)]);
      assertTimes(
        command.intervals,
        { booking, fresh, result: plan.intervals },
        { now, horizonDays: parts.horizonDays },
      );

      const [first, ...added] = plan.intervals;
      // Said once more, an edit changes nothing: no version, no event.
      if (first !== undefined && added.length + merged.length === 0 && sameInterval(first, booking.during)) {
        return { updatedId: booking.id, createdIds: [], deletedIds: [], intervals: plan.intervals };
      }
      const target = fresh.length === 0 ? undefined : await checkedDesk(parts, actor, booking);
      const outcome = await parts.bookings.apply({
        booking,
        during: first,
        target,
        added,
        merged,
        actor: actor.person,
        now,
        wanted: command.intervals,
      });
      if (outcome.kind === 'done') {
        return resultOf(booking, {
          createdIds: outcome.createdIds,
          deletedIds: first === undefined ? [booking.id] : plan.mergedIds,
          intervals: plan.intervals,
        });
      }
      // What is in the way may be a booking that the owner made a moment ago: it would be merged, so it is looked at once more.
      if (outcome.kind === 'taken') {
        if (conflicts !== undefined) throw new SlotTaken(outcome.conflicts);
        conflicts = outcome.conflicts;
      }
    }
    throw conflicts === undefined ? outdated() : new SlotTaken(conflicts);
  };

const resultOf = (booking: Booking, done: Omit<EditResult, 'updatedId'>): EditResult => ({
  updatedId: done.intervals.length === 0 ? undefined : booking.id,
  createdIds: done.createdIds,
  deletedIds: done.deletedIds,
  intervals: done.intervals,
});

const checkedDesk = async (parts: ChangeBookingParts, actor: Actor, booking: Booking): Promise<BookableDesk> => {
  const target = await parts.desks.read(booking.desk.deskId);
  if (target === undefined) throw noSuchDesk();
  await assertOwnerMayBook(parts, { actor, booking, target });
  return target;
};

const assertTimes = (
  wanted: readonly Interval[],
  edit: { readonly booking: Booking; readonly fresh: readonly Interval[]; readonly result: readonly Interval[] },
  limits: Parameters<typeof timeViolations>[1],
): void => {
  const problems: FieldViolation[] = wanted.flatMap((range, index) => {
    const path = `intervals[${index}].`;
    const added = edit.fresh.filter((piece) => overlaps(piece, range));
    // Only new time has to lie ahead, and within the horizon: what the booking had already may be said again.
    const isPast = range.start < limits.now - START_GRACE_US;
    const matters = added.some((piece) => !isPast || piece.start < limits.now - START_GRACE_US);
    const found = timeViolations(range, limits, path).filter(
      (problem) => matters || !problem.path.endsWith('start_time'),
    );
    return found;
  });
  if (edit.result.some((range) => range.end - range.start > MAX_LENGTH_US)) {
    problems.push({
      path: 'intervals',
      message: `together with neighbours must be at most ${MAX_LENGTH_DAYS} days long`,
    });
  }
  if (problems.length > 0) throw new InvalidRequest(problems);
};
