/** The right to act for all schedulers, for as long as nobody holds a newer one. */
export interface Lease {
  /** Grows with every lease that is ever given: who acts on it can refuse an older one. */
  readonly fencingToken: number;
}

/** What is known about a lease: ours, somebody else's by now, or nobody can say. */
export type LeaseState = 'held' | 'lost' | 'unknown';
