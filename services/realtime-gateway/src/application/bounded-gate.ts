import { Unavailable } from '@flexspace/kernel';
import type { AccessGate } from './ports.js';

export interface GateBounds {
  /** Questions asked at the same time. */
  readonly concurrency: number;
  /** Questions that wait for their turn. */
  readonly waiting: number;
}

/**
 * Lets so many questions through at a time, and so many wait: after a restart thousands of sockets ask at once, and those who ask
 * must not drown those who answer. Re-checks after a change of rights have their own bound and never wait here.
 */
export const boundGate = (gate: AccessGate, bounds: GateBounds): AccessGate => {
  const queue: (() => void)[] = [];
  let running = 0;

  const turn = (): Promise<void> => {
    if (running < bounds.concurrency) {
      running += 1;
      return Promise.resolve();
    }
    if (queue.length >= bounds.waiting) return Promise.reject(new Unavailable('Access'));
    return new Promise((resolve) => {
      queue.push(resolve);
    });
  };

  const done = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
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
