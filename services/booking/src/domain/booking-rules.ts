import {
  DAY_US,
  InvalidRequest,
  MINUTE_US,
  plus,
  sameInterval,
  subtract,
  type DeskId,
  type FieldViolation,
  type Instant,
  type Interval,
} from '@flexspace/kernel';
import { BookingElapsed, BookingStarted } from './booking-errors.js';
import { statusOf, type Booking } from './booking.js';

/** "From now" is said a little before it is heard: a start this long ago still counts as now. */
export const START_GRACE_US = MINUTE_US;
/** The longest booking; it also bounds how far back a query must look for what reaches into its range. */
export const MAX_LENGTH_DAYS = 31;
export const MAX_LENGTH_US = MAX_LENGTH_DAYS * DAY_US;

/** What a booking's time must satisfy; the horizon is a setting. */
export interface TimeLimits {
  readonly now: Instant;
  readonly horizonDays: number;
}

const tooLong = (during: Interval, path: string): FieldViolation[] =>
  during.end - during.start > MAX_LENGTH_US
    ? [{ path: `${path}end_time`, message: `must be at most ${MAX_LENGTH_DAYS} days after start_time` }]
    : [];

const tooFar = (during: Interval, limits: TimeLimits, path: string): FieldViolation[] =>
  during.start > plus(limits.now, limits.horizonDays * DAY_US)
    ? [{ path: `${path}start_time`, message: `must be at most ${limits.horizonDays} days ahead` }]
    : [];

/** Everything wrong with the time of a new booking, named by path (`` or `intervals[3].`). */
export const timeViolations = (during: Interval, limits: TimeLimits, path = ''): FieldViolation[] => {
  const problems: FieldViolation[] = [];
  if (during.start < limits.now - START_GRACE_US) {
    problems.push({ path: `${path}start_time`, message: 'must not be in the past' });
  }
  if (during.end <= limits.now) problems.push({ path: `${path}end_time`, message: 'must not be in the past' });
  return [...problems, ...tooLong(during, path), ...tooFar(during, limits, path)];
};

/** Throws INVALID_REQUEST that names what is wrong. */
export const assertBookableTime = (during: Interval, limits: TimeLimits): void => {
  const problems = timeViolations(during, limits);
  if (problems.length > 0) throw new InvalidRequest(problems);
};

export interface WantedChange {
  readonly start: Instant | undefined;
  readonly end: Instant | undefined;
  readonly deskId: DeskId | undefined;
}

export interface PlannedChange {
  readonly deskId: DeskId;
  readonly during: Interval;
  readonly movesDesk: boolean;
  /** Time that was not in the booking before: it needs every check of a new one. */
  readonly adds: boolean;
  readonly changesAnything: boolean;
}

/** What a wish for another time or desk means for a booking. Throws what the rules of `api.md` refuse. */
export const planChange = (booking: Booking, wanted: WantedChange, limits: TimeLimits): PlannedChange => {
  const status = statusOf(booking, limits.now);
  if (status === 'elapsed' || status === 'cancelled') throw new BookingElapsed();
  const start = wanted.start ?? booking.during.start;
  const end = wanted.end ?? booking.during.end;
  if (end <= start) throw InvalidRequest.field('end_time', 'must be later than start_time');
  const during: Interval = { start, end };
  const deskId = wanted.deskId ?? booking.desk.deskId;
  const movesDesk = deskId !== booking.desk.deskId;

  if (status === 'active' && (start !== booking.during.start || movesDesk)) throw new BookingStarted();
  if (end <= limits.now) throw InvalidRequest.field('end_time', 'must not be in the past');
  const adds = movesDesk || subtract([during], [booking.during]).length > 0;
  // Time is given back wherever it lies, also beyond a horizon that has come nearer since.
  const problems = [...tooLong(during, ''), ...(adds ? tooFar(during, limits, '') : [])];
  if (start !== booking.during.start && start < limits.now - START_GRACE_US) {
    problems.push({ path: 'start_time', message: 'must not be in the past' });
  }
  if (problems.length > 0) throw new InvalidRequest(problems);
  return {
    deskId,
    during,
    movesDesk,
    adds,
    changesAnything: movesDesk || !sameInterval(during, booking.during),
  };
};
