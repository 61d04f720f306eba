import type { Person } from '@flexspace/kernel';

/** Whose names this process has written. */
export interface Acquaintances {
  knows(person: Person): boolean;
  remember(person: Person): void;
}

const namesOf = (person: Person): string => `${person.username}\n${person.fullName}`;

/** Bounded: forgetting somebody costs one small write. */
export const createAcquaintances = (capacity: number): Acquaintances => {
  const known = new Map<string, string>();
  return {
    knows: (person) => known.get(person.id) === namesOf(person),
    remember(person) {
      const oldest = known.keys().next();
      if (known.size >= capacity && oldest.done !== true) known.delete(oldest.value);
      known.set(person.id, namesOf(person));
    },
  };
};
