import { Unavailable } from '@flexspace/kernel';
import type { BookableDesk } from '../domain/desk-place.js';
import type { DeskDirectory } from './ports.js';

/** The desk changed under every decision about it; trying again in a moment makes sense. */
export const outdated = (): Unavailable => new Unavailable('This desk is being changed. It', undefined, 1);

/**
 * Whether a refusal was made on a desk as memory had it and not as it is: a yes is compared by the statement that writes, a no
 * has to be compared here. Memory is corrected.
 */
export const isOutdated = async (desks: DeskDirectory, seen: BookableDesk): Promise<boolean> => {
  const now = await desks.read(seen.deskId);
  if (now?.stamp === seen.stamp) return false;
  desks.forget(seen.deskId);
  return true;
};
