import type { Interval } from './interval.js';
import type { Person } from './person.js';
import { REASONS, type Reason, type ReasonKind } from './reasons.js';

/** One field that is wrong, and why, in words a person can act on. */
export interface FieldViolation {
  /** The path in the request: snake_case with indexes, e.g. `intervals[3].end_time`. */
  readonly path: string;
  readonly message: string;
}

/** The structured parts of a refusal. */
export interface ErrorDetails {
  readonly violations?: readonly FieldViolation[];
  /** Times that are taken, never by whom. */
  readonly conflicts?: readonly Interval[];
  /** Who holds the desk lock. */
  readonly lockedBy?: Person;
  /** How many upcoming bookings stand in the way. */
  readonly affectedCount?: number;
  /** Whole seconds after which another try makes sense. */
  readonly retryAfterSeconds?: number;
}

/** An expected refusal. Knows nothing of HTTP or gRPC; what is not a DomainError is a defect. */
export class DomainError extends Error {
  readonly reason: Reason;
  readonly details: ErrorDetails;

  constructor(reason: Reason, message: string, details: ErrorDetails & { readonly cause?: unknown } = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? {} : { cause });
    this.name = new.target.name;
    this.reason = reason;
    this.details = rest;
  }

  get kind(): ReasonKind {
    return REASONS[this.reason];
  }
}

/** Two thousand rows can be wrong at once; a refusal has to fit into the trailer of a call, and nobody reads more. */
export const MOST_VIOLATIONS = 200;
const MOST_IN_WORDS = 10;

const inWords = (violations: readonly FieldViolation[]): string => {
  const said = violations.slice(0, MOST_IN_WORDS).map(({ path, message }) => `${path}: ${message}`);
  const unsaid = violations.length - said.length;
  return unsaid === 0 ? said.join('; ') : `${said.join('; ')}; and ${unsaid} more`;
};

/** The request itself is wrong; names every field that is, up to MOST_VIOLATIONS. */
export class InvalidRequest extends DomainError {
  constructor(violations: readonly FieldViolation[], message?: string) {
    super('INVALID_REQUEST', message ?? inWords(violations), { violations: violations.slice(0, MOST_VIOLATIONS) });
  }

  static field(path: string, message: string): InvalidRequest {
    return new InvalidRequest([{ path, message }]);
  }
}

/** Absent, or not to be known: the two look the same on purpose. */
export class NotFound extends DomainError {
  constructor(what: string) {
    super('NOT_FOUND', `This ${what} does not exist, or you may not see it.`);
  }
}

/** The caller may not do this; the reason says which rule refused. */
export class Forbidden extends DomainError {
  constructor(
    reason: 'FORBIDDEN' | 'LOCATION_GATE' | 'ROOM_GATE' | 'DESK_PERMANENT' | 'NOT_OWNER' = 'FORBIDDEN',
    message = 'You are not allowed to do this.',
  ) {
    super(reason, message);
  }
}

/** The thing changed since the caller read it. */
export class Stale extends DomainError {
  constructor(what: string) {
    super('STALE', `This ${what} was changed by somebody else in the meantime. Load it again.`);
  }
}

/** Something this call needs cannot be had now; trying again later makes sense. */
export class Unavailable extends DomainError {
  constructor(what: string, cause?: unknown, retryAfterSeconds = 2) {
    super('UNAVAILABLE', `${what} cannot be reached right now. Try again in a moment.`, { cause, retryAfterSeconds });
  }
}
