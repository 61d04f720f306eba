import { MICROS_PER_MS, plus, Stale, Unavailable, type Instant } from '@flexspace/kernel';
import type {
  BookingClock,
  BoundaryNews,
  FleetMemory,
  SchedulerTelemetry,
  TransitionCount,
} from '../../src/application/ports.js';
import type { FakeTimers } from './fake-timers.js';

/** Booking as far as time is concerned: boundaries that are due are announced once, and only under the newest token. */
export class FakeBooking implements BookingClock {
  readonly boundaries: Instant[] = [];
  readonly announced: { at: Instant; boundary: Instant; token: number }[] = [];
  asked = 0;
  reconciled = 0;
  cleaned = 0;
  down = false;
  newestToken = 0;
  /** At most this many in one call. */
  batch = 100;
  readonly #timers: FakeTimers;

  constructor(timers: FakeTimers) {
    this.#timers = timers;
  }

  at(ms: number): Instant {
    return plus(this.#timers.now(), ms * MICROS_PER_MS);
  }

  nextBoundary(): Promise<Instant | undefined> {
    this.asked += 1;
    if (this.down) return Promise.reject(new Unavailable('Booking'));
    return Promise.resolve(this.boundaries.toSorted((a, b) => a - b)[0]);
  }

  runTransitions(token: number): Promise<TransitionCount> {
    if (this.down) return Promise.reject(new Unavailable('Booking'));
    if (token < this.newestToken) return Promise.reject(new Stale('lease'));
    this.newestToken = token;
    const now = this.#timers.now();
    const due = this.boundaries.filter((boundary) => boundary <= now).slice(0, this.batch);
    for (const boundary of due) {
      this.boundaries.splice(this.boundaries.indexOf(boundary), 1);
      this.announced.push({ at: now, boundary, token });
    }
    return Promise.resolve({ started: due.length, ended: 0, more: due.length === this.batch });
  }

  reconcileLocks(): Promise<number> {
    if (this.down) return Promise.reject(new Unavailable('Booking'));
    this.reconciled += 1;
    return Promise.resolve(0);
  }

  cleanUp(): Promise<number> {
    if (this.down) return Promise.reject(new Unavailable('Booking'));
    this.cleaned += 1;
    return Promise.resolve(0);
  }
}

export class FakeNews implements BoundaryNews {
  heard = true;
  #listener: ((boundary: Instant) => void) | undefined;

  isHeard(): boolean {
    return this.heard;
  }

  listen(listener: (boundary: Instant) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = undefined;
    };
  }

  tell(boundary: Instant): void {
    this.#listener?.(boundary);
  }
}

export class FakeMemory implements FleetMemory {
  awake = false;
  readonly runs = new Map<string, Instant>();

  isAwake(): Promise<boolean> {
    return Promise.resolve(this.awake);
  }

  markAwake(): Promise<void> {
    this.awake = true;
    return Promise.resolve();
  }

  stayAwake(): Promise<void> {
    return Promise.resolve();
  }

  lastRun(job: string): Promise<Instant | undefined> {
    return Promise.resolve(this.runs.get(job));
  }

  recordRun(job: string, at: Instant): Promise<void> {
    this.runs.set(job, at);
    return Promise.resolve();
  }
}

const ignore = (): void => undefined;

export const silentTelemetry: SchedulerTelemetry = {
  leading: ignore,
  announced: ignore,
  jobRan: ignore,
  jobFailed: ignore,
  leaseTrouble: ignore,
};
