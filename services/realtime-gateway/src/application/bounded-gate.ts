import { Unavailable } from '@flexspace/kernel';
import type { AccessGate } from './ports.js';

export interface GateBounds {
  /** Questions asked at the same time. */
  readonly concurrency: number;
  /** Questions that wait for their turn. */
  readonly waiting: number;
  /** How long a question waits for its turn: whoever subscribes is told something while they still look. */
  readonly patienceMs: number;
}

/**
 * Lets so many questions through at a time, and so many wait: after a restart thousands of sockets ask at once, and those who ask
 * must not drown those who answer. Re-checks after a change of rights have their own bound and never wait here.
 */
export const boundGate = (gate: AccessGate, bounds: GateBounds): AccessGate => {
  const queue = new Set<() => void>();
  let running = 0;

  const turn = (): Promise<void> => {
    if (running < bounds.concurrency) {
      running += 1;
      return Promise.resolve();
    }
    if (queue.size >= bounds.waiting) return Promise.reject(new Unavailable('Access'));
    return new Promise((resolve, reject) => {
      const go = (): void => {
        clearTimeout(patience);
        resolve();
      };
      const patience = setTimeout(() => {
        queue.delete(go);
        reject(new Unavailable('Access'));
      }, bounds.patienceMs);
      queue.add(go);
    });
  };

  const done = (): void => {
    const [next] = queue;
    if (next === undefined) {
      running -= 1;
      return;
    }
    queue.delete(next);
    next();
  };

  return {
    async grant(viewer, topic) {
      await turn();
      try {
        return await gate.grant(viewer, topic);
      } finally {
        done();
      }
    },
    stillSees: (viewer, locationId) => gate.stillSees(viewer, locationId),
  };
};
