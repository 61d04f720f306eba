import { Unavailable } from '@flexspace/kernel';
import type { BookableDesk } from '../domain/desk-place.js';
import type { DeskDirectory } from './ports.js';

/** The desk changed under every decision about it; trying again in a moment makes sense. */
export const outdated = (): Unavailable => new Unavailable('This desk is being changed. It', undefined, 1);

/**
 * Whether a refusal was made on a desk as memory had it and not as it is: a yes is compared by the statement that writes, a no
 * has to be compared here. Memory is corrected.
 */
export const anyOutdated = async (desks: DeskDirectory, seen: readonly BookableDesk[]): Promise<boolean> => {
  if (seen.length === 0) return false;
  const now = await desks.readMany(seen.map((desk) => desk.deskId));
  const wrong = seen.filter((desk) => now.get(desk.deskId)?.stamp !== desk.stamp);
  for (const desk of wrong) desks.forget(desk.deskId);
  return wrong.length > 0;
};
