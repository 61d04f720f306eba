import type { DeskId } from '@flexspace/kernel';
import { DeskLocked, LockLimit, LockLost, noSuchDesk, refused } from '../domain/booking-errors.js';
import { LOCKS_PER_USER, type DeskLock } from '../domain/desk-lock.js';
import type { Actor } from './actor.js';
import type { DeskDirectory, DeskLocks } from './ports.js';
import type { LockHerald } from './lock-herald.js';

export interface LockParts {
  readonly desks: DeskDirectory;
  readonly locks: DeskLocks;
  readonly herald: LockHerald;
}

const bookable = async (parts: LockParts, actor: Actor, deskId: DeskId) => {
  const desk = await parts.desks.read(deskId);
  if (desk === undefined) throw noSuchDesk();
  const refusal = await actor.refusal({ action: 'book', place: desk, desk });
  if (refusal !== undefined) throw refused(refusal);
  return desk;
};

/** Claims a desk for a minute; again as its holder renews it, within five minutes of the first time. */
export const lockDesk =
  (parts: LockParts) =>
  async (actor: Actor, deskId: DeskId): Promise<DeskLock> => {
    const desk = await bookable(parts, actor, deskId);
    const outcome = await parts.locks.acquire(desk, actor.person);
    switch (outcome.kind) {
      case 'held':
        parts.herald.tell(outcome.news);
        return outcome.lock;
      case 'held_by_other':
        throw new DeskLocked(outcome.by);
      case 'limit':
        throw new LockLimit(LOCKS_PER_USER);
      case 'lost':
        throw new LockLost(outcome.by);
    }
  };

/** Another minute for the holder; access is asked again, because it may have ended meanwhile. */
export const refreshDeskLock =
  (parts: LockParts) =>
  async (actor: Actor, deskId: DeskId): Promise<DeskLock> => {
    const desk = await bookable(parts, actor, deskId);
    const outcome = await parts.locks.refresh(desk, actor.person);
    if (outcome.kind !== 'held') throw new LockLost('by' in outcome ? outcome.by : undefined);
    parts.herald.tell(outcome.news);
    return outcome.lock;
  };

/** Lets go. No error when nothing is held; one's own lock may always be released, also where access ended. */
export const unlockDesk =
  (parts: LockParts) =>
  async (actor: Actor, deskId: DeskId): Promise<void> => {
    const desk = await parts.desks.read(deskId);
    if (desk === undefined) return;
    const outcome = await parts.locks.release(desk, actor.person);
    if (outcome.kind === 'released') {
      if (outcome.news !== undefined) parts.herald.tell(outcome.news);
      return;
    }
    // To whom the place is hidden nobody is named; for them nothing is locked there.
    if ((await actor.refusal({ action: 'see', place: desk })) === undefined) throw new LockLost(outcome.by);
  };

/** Who holds a desk, for those who see it. */
export const getDeskLock =
  (parts: LockParts) =>
  async (actor: Actor, deskId: DeskId): Promise<DeskLock | undefined> => {
    const desk = await parts.desks.read(deskId);
    if (desk === undefined) throw noSuchDesk();
    const hidden = actor.isService ? undefined : await actor.refusal({ action: 'see', place: desk });
    if (hidden !== undefined) throw noSuchDesk();
    const holders = await parts.locks.holders([deskId]);
    return holders.get(deskId);
  };
