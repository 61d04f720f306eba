import type { LockNews } from '../domain/desk-lock.js';
import type { DeskLocks, LockAnnouncer } from './ports.js';

export interface LockHerald {
  /** Announces in the background: a lock is held whether or not anybody could be told. */
  tell(news: LockNews): void;
  /** Takes what ran out and announces it; answers how many. */
  expireDue(): Promise<number>;
  /** Announces what was never confirmed as heard; answers how many. */
  reconcile(): Promise<number>;
  /** Resolves when what is being announced has been. */
  settled(): Promise<void>;
}

export interface HeraldParts {
  readonly locks: DeskLocks;
  readonly announcer: LockAnnouncer;
  /** Told of what could not be announced; reconciliation tries again. */
  onUnheard(error: unknown): void;
}

const BATCH = 100;
/** Younger news are still on their way from whoever made them. */
const GRACE_MS = 3_000;

/** Tells everybody about locks. News wait in Redis until they are confirmed, so none is lost with the process that made it. */
export const createLockHerald = (parts: HeraldParts): LockHerald => {
  const open = new Set<Promise<void>>();

  const announce = async (news: LockNews): Promise<boolean> => {
    try {
      await parts.announcer.announce(news);
      await parts.locks.announced(news);
      return true;
    } catch (error) {
      parts.onUnheard(error);
      return false;
    }
  };
  const announceAll = async (all: readonly LockNews[]): Promise<number> =>
    (await Promise.all(all.map(announce))).filter(Boolean).length;

  return {
    tell(news) {
      const work: Promise<void> = announce(news).then(() => {
        open.delete(work);
      });
      open.add(work);
    },
    expireDue: async () => announceAll(await parts.locks.claimExpired(BATCH)),
    async reconcile() {
      const expired = await announceAll(await parts.locks.claimExpired(BATCH));
      return expired + (await announceAll(await parts.locks.unannounced(GRACE_MS, BATCH)));
    },
    async settled() {
      await Promise.all(open);
    },
  };
};
