import {
  MINUTE_US,
  SECOND_US,
  type DeskId,
  type Instant,
  type LocationId,
  type Person,
  type RoomId,
} from '@flexspace/kernel';

/** How long one acquire or refresh lasts. */
export const LOCK_TTL_US = 60 * SECOND_US;
/** From the first acquire, whatever is done. */
export const LOCK_MAX_US = 5 * MINUTE_US;
export const LOCKS_PER_USER = 3;

/** A user's short claim to a desk while choosing a time. It never decides who gets the desk. */
export interface DeskLock {
  readonly deskId: DeskId;
  readonly by: Person;
  readonly since: Instant;
  readonly expiresAt: Instant;
  readonly maxExpiresAt: Instant;
}

/** Where the news about a lock goes. */
export interface LockPlace {
  readonly deskId: DeskId;
  readonly roomId: RoomId;
  readonly locationId: LocationId;
}

/** What is to be said about a desk's lock: held (with the lock) or not any more. */
export interface LockNews extends LockPlace {
  readonly fact: 'acquired' | 'released' | 'expired';
  readonly lock: DeskLock | undefined;
  /** Grows with every change of any lock; who hears an older one later ignores it. */
  readonly sequence: number;
}
