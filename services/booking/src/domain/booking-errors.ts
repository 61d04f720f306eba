import { DomainError, Forbidden, NotFound, type FieldViolation, type Interval, type Person } from '@flexspace/kernel';

/** Part of the interval belongs to another booking; says when, never whose. */
export class SlotTaken extends DomainError {
  constructor(conflicts: readonly Interval[], violations?: readonly FieldViolation[]) {
    super('SLOT_TAKEN', 'This desk is already booked for part of that time.', {
      conflicts,
      ...(violations !== undefined && { violations }),
    });
  }
}

/** Somebody else is choosing a time for this desk right now. */
export class DeskLocked extends DomainError {
  constructor(by: Person | undefined) {
    super(
      'DESK_LOCKED',
      by === undefined ? 'Somebody else is choosing this desk.' : `${by.fullName} is choosing this desk.`,
      {
        ...(by !== undefined && { lockedBy: by }),
      },
    );
  }
}

export class LockLimit extends DomainError {
  constructor(limit: number) {
    super('LOCK_LIMIT', `You hold ${limit} desks already. Let go of one first.`);
  }
}

/** The lock ran out, was taken, or reached the end of its five minutes. */
export class LockLost extends DomainError {
  constructor(by?: Person) {
    super('LOCK_LOST', 'You do not hold this desk any more.', { ...(by !== undefined && { lockedBy: by }) });
  }
}

export class BookingElapsed extends DomainError {
  constructor() {
    super('BOOKING_ELAPSED', 'This booking is over and cannot be changed.');
  }
}

export class BookingStarted extends DomainError {
  constructor() {
    super('BOOKING_STARTED', 'This booking has begun: its start and its desk stay as they are.');
  }
}

/** The same Idempotency-Key came with another body. */
export class KeyReused extends DomainError {
  constructor() {
    super('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for another request.');
  }
}

/** Future bookings of other people stand in the way of a permanent assignment. */
export class DeskInUse extends DomainError {
  constructor(affectedCount: number) {
    super('IN_USE', `Other people have ${affectedCount} future bookings of this desk.`, { affectedCount });
  }
}

/** Why access refused. */
export type Refusal =
  'FORBIDDEN' | 'LOCATION_GATE' | 'ROOM_GATE' | 'ROOM_UNDER_MAINTENANCE' | 'DESK_PERMANENT' | 'NOT_OWNER';

const WORDS: Record<Refusal, string> = {
  FORBIDDEN: 'You are not allowed to do this.',
  LOCATION_GATE: 'This location is not open to you.',
  ROOM_GATE: 'This room is not open to you for booking.',
  ROOM_UNDER_MAINTENANCE: 'This room is under maintenance: nobody can book here now.',
  DESK_PERMANENT: 'This desk belongs to somebody else.',
  NOT_OWNER: 'This booking belongs to somebody else.',
};

/** The error that an action ends with when access refuses it. */
export const refused = (reason: Refusal): DomainError =>
  reason === 'ROOM_UNDER_MAINTENANCE' ? new DomainError(reason, WORDS[reason]) : new Forbidden(reason, WORDS[reason]);

export const noSuchDesk = (): NotFound => new NotFound('desk');
export const noSuchBooking = (): NotFound => new NotFound('booking');
