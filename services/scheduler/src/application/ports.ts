import type { Instant } from '@flexspace/kernel';
import type { Lease, LeaseState } from '../domain/lease.js';

/** Waiting, so that a test can let an hour pass at once. */
export interface Timers {
  /** Ends early, and without an error, when the signal is aborted. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export interface LeaseStore {
  /** A lease that nobody else holds; undefined while somebody does. Throws when the store cannot be reached. */
  acquire(): Promise<Lease | undefined>;
  /** Prolongs the lease when it is still ours. Never throws. */
  confirm(lease: Lease): Promise<LeaseState>;
  /** Lets the next leader begin at once. Never throws. */
  release(lease: Lease): Promise<void>;
}

/** What the schedulers remember together. Each method throws when the store cannot be reached. */
export interface FleetMemory {
  /** Whether some scheduler has been running all along, and the startup work is done. */
  isAwake(): Promise<boolean>;
  markAwake(): Promise<void>;
  /** Keeps the mark for as long as anybody runs; makes none. */
  stayAwake(): Promise<void>;
  lastRun(job: string): Promise<Instant | undefined>;
  recordRun(job: string, at: Instant): Promise<void>;
}

/** The clock work that booking does when it is told to. */
export interface BookingClock {
  /** The next start or end that has not been announced; undefined when none is known. */
  nextBoundary(signal: AbortSignal): Promise<Instant | undefined>;
  /** Announces what is due. Throws STALE when a newer lease has acted. */
  runTransitions(fencingToken: number, signal: AbortSignal): Promise<TransitionCount>;
  /** Announces locks that ran out or that nobody heard about; how many. */
  reconcileLocks(signal: AbortSignal): Promise<number>;
  /** Deletes what has outlived its use; how many rows. */
  cleanUp(signal: AbortSignal): Promise<number>;
}

export interface TransitionCount {
  readonly started: number;
  readonly ended: number;
  /** More is due than one call may do. */
  readonly more: boolean;
}

/** Tells of boundaries that bookings made or moved just now. */
export interface BoundaryNews {
  /** Whether news arrive at the moment; while they do not, booking is asked more often. */
  isHeard(): boolean;
  /** One listener at a time. */
  listen(listener: (boundary: Instant) => void): () => void;
}

/** When a job is due. */
export interface Schedule {
  /** The first occurrence later than `after`. */
  next(after: Instant): Instant;
}

export type Job = 'transitions' | 'reconcile_locks' | 'clean_up';

export interface SchedulerTelemetry {
  leading(isLeader: boolean): void;
  /** What was announced, and how late the earliest of it was, in seconds. */
  announced(count: TransitionCount, lateSeconds: number | undefined): void;
  jobRan(job: Job): void;
  jobFailed(job: Job, error: unknown): void;
  leaseTrouble(error: unknown): void;
}
