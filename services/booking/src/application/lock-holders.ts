import { DomainError, type DeskId } from '@flexspace/kernel';
import type { DeskLock } from '../domain/desk-lock.js';
import type { DeskLocks } from './ports.js';

const NOBODY: ReadonlyMap<DeskId, DeskLock> = new Map();

/** Who holds desk locks; nobody when that cannot be known, because a lock never decides who gets a desk. */
export const holdersOrNobody = async (
  locks: DeskLocks,
  deskIds: readonly DeskId[],
): Promise<ReadonlyMap<DeskId, DeskLock>> => {
  try {
    return await locks.holders(deskIds);
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'UNAVAILABLE') return NOBODY;
    throw error;
  }
};
