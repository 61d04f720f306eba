import { createHash } from 'node:crypto';
import type { RoomCount } from '../../application/ports.js';

const NAME_LENGTH = 22;

/** Names of answers by what they say: equal ones have equal names, on every replica. The very same answer is read once. */
const namesOf = <Answer extends object>(write: (answer: Answer) => string): ((answer: Answer) => string) => {
  const made = new WeakMap<Answer, string>();
  return (answer) => {
    const known = made.get(answer);
    if (known !== undefined) return known;
    const name = createHash('sha1').update(write(answer)).digest('base64url').slice(0, NAME_LENGTH);
    made.set(answer, name);
    return name;
  };
};

/** A name for the counts of all rooms that somebody sees: those who see the same are given the very same list. */
export const nameOfCounts = namesOf((counts: readonly RoomCount[]) =>
  counts.map((count) => [count.roomId, count.deskSet, count.takenDeskCount, count.availableDeskCount].join(':')).join(),
);
