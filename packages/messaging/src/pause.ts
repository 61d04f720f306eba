/** Waits, or stops waiting when the signal says so. Never rejects: whoever waits looks at the signal anyway. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });

export interface Backoff {
  /** How long to wait before the next try; grows with each. */
  next(): number;
  reset(): void;
}

/** Doubles from the first to the last, with a tenth of chance so that replicas do not march in step. */
export const createBackoff = (firstMs: number, lastMs: number): Backoff => {
  let ms = firstMs;
  return {
    next() {
      const now = ms;
      ms = Math.min(ms * 2, lastMs);
      return now * (1 + Math.random() / 10);
    },
    reset() {
      ms = firstMs;
    },
  };
};
