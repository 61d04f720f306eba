import { DomainError } from '@flexspace/kernel';

/** More than this many waiting for one name is an attack, not a family. */
const MOST_WAITING = 16;

export interface Turns {
  /** Runs `work` when everybody who asked before for the same name is done. Throws RATE_LIMITED when too many wait. */
  take<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export const createTurns = (): Turns => {
  const lines = new Map<string, { tail: Promise<unknown>; length: number }>();

  return {
    async take(name, work) {
      const line = lines.get(name) ?? { tail: Promise.resolve(), length: 0 };
      if (line.length >= MOST_WAITING) {
        throw new DomainError('RATE_LIMITED', 'Too many attempts at once. Wait a moment, then try again.', {
          retryAfterSeconds: 5,
        });
      }
      lines.set(name, line);
      line.length += 1;
      const mine = line.tail.then(work, work);
      line.tail = mine;
      try {
        return await mine;
      } finally {
        line.length -= 1;
        if (line.length === 0) lines.delete(name);
      }
    },
  };
};
