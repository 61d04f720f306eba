export interface Backoff {
  /** Milliseconds to wait before the next try; grows with each, up to a bound. */
  next(): number;
  reset(): void;
}

export interface BackoffBounds {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Doubles from the first to the last pause, and draws each between its half and its whole, so that replicas spread. */
export const createBackoff = (bounds: BackoffBounds, random: () => number = Math.random): Backoff => {
  let ceiling = bounds.firstMs;
  return {
    next() {
      const ms = ceiling * (0.5 + random() / 2);
      ceiling = Math.min(ceiling * 2, bounds.lastMs);
      return ms;
    },
    reset() {
      ceiling = bounds.firstMs;
    },
  };
};
