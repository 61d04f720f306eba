import { createHash } from 'node:crypto';
import type { RoomCount } from '../../application/ports.js';

const NAME_LENGTH = 22;

/** Names that were made: those who see the same are given the very same list, so most find theirs here. */
const made = new WeakMap<readonly RoomCount[], string>();

/** A name for these counts: equal counts have equal names, on every replica. */
export const viewOf = (counts: readonly RoomCount[]): string => {
  const known = made.get(counts);
  if (known !== undefined) return known;
  const text = counts
    .map((count) => [count.roomId, count.deskCount, count.takenDeskCount, count.availableDeskCount].join(':'))
    .join();
  const name = createHash('sha1').update(text).digest('base64url').slice(0, NAME_LENGTH);
  made.set(counts, name);
  return name;
};
