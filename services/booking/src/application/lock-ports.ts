import type { DeskId, Person } from '@flexspace/kernel';
import type { DeskLock, LockNews, LockPlace } from '../domain/desk-lock.js';

export type LockOutcome =
  | { readonly kind: 'held'; readonly lock: DeskLock; readonly news: LockNews }
  | { readonly kind: 'held_by_other'; readonly by: Person | undefined }
  | { readonly kind: 'limit' }
  | { readonly kind: 'lost'; readonly by: Person | undefined };

export type ReleaseOutcome =
  { readonly kind: 'released'; readonly news: LockNews | undefined } | { readonly kind: 'lost'; readonly by: Person };

/** Desk locks. Every method throws UNAVAILABLE when Redis cannot be reached. */
export interface DeskLocks {
  acquire(place: LockPlace, by: Person): Promise<LockOutcome>;
  refresh(place: LockPlace, by: Person): Promise<LockOutcome>;
  /** `lost` when another user holds it; `released` also when nobody did. */
  release(place: LockPlace, by: Person): Promise<ReleaseOutcome>;
  holders(deskIds: readonly DeskId[]): Promise<ReadonlyMap<DeskId, DeskLock>>;
  /** Takes locks that ran out; each is given to exactly one caller on one replica. */
  claimExpired(limit: number): Promise<readonly LockNews[]>;
  /** What was changed longer than `olderThanMs` ago and never marked as announced. */
  unannounced(olderThanMs: number, limit: number): Promise<readonly LockNews[]>;
  announced(news: LockNews): Promise<void>;
}

/** Says aloud what happened to a lock; throws when nobody could be told. */
export interface LockAnnouncer {
  announce(news: LockNews): Promise<void>;
}
