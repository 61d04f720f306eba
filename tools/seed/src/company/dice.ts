/** Repeatable chance: the same seed throws the same numbers, so two demo companies look alike. */
export interface Dice {
  /** 0 ≤ x < 1. */
  next(): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

// The mulberry32 generator: 32 bits of state are plenty for a demo company.
export const createDice = (seed: number): Dice => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
};
