import { DomainError, MICROS_PER_MS, SECOND_US, type Clock, type Instant } from '@flexspace/kernel';
import { createBackoff } from '../domain/backoff.js';
import type { Lease } from '../domain/lease.js';
import type { BookingClock, BoundaryNews, SchedulerTelemetry, Timers } from './ports.js';

export interface BoundaryWatch {
  /** Announces every boundary when it comes, until the signal. Throws STALE when a newer lease has acted. */
  run(lease: Lease, signal: AbortSignal): Promise<void>;
}

export interface BoundaryWatchNeeds {
  readonly booking: BookingClock;
  readonly news: BoundaryNews;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: SchedulerTelemetry;
}

/** News may be lost on the way: booking is asked again after this long at the latest. */
const LONGEST_SLEEP_US = 15 * SECOND_US;
/** Without news a booking that starts soon is found by asking. */
const DEAF_SLEEP_US = SECOND_US / 2;
/** Booking's clock may be behind ours: what is due here is due there a moment later. */
const NOT_YET_DUE_MS = 50;
/** As often as a call may say "more" before the boundary is asked for again. */
const MAX_ROUNDS = 1_000;

/**
 * Sleeps until the next boundary and announces it. The first thing a new leader does is to announce what came due while nobody led.
 */
export const createBoundaryWatch = (needs: BoundaryWatchNeeds): BoundaryWatch => {
  const { booking, news, clock, timers, telemetry } = needs;

  /** True when something was announced. */
  const announceDue = async (lease: Lease, due: Instant | undefined, signal: AbortSignal): Promise<boolean> => {
    let any = false;
    for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round += 1) {
      const count = await booking.runTransitions(lease.fencingToken, signal);
      const announced = count.started + count.ended > 0;
      any ||= announced;
      const late = due === undefined || !announced ? undefined : (clock.now() - due) / SECOND_US;
      telemetry.announced(count, round === 0 ? late : undefined);
      if (!count.more) break;
    }
    telemetry.jobRan('transitions');
    return any;
  };

  /** Asks, sleeps until the boundary or until news of a sooner one, or announces it when it has come. */
  const step = async (lease: Lease, signal: AbortSignal): Promise<void> => {
    const woken = new AbortController();
    let wakeBefore = Infinity;
    let soonest = Infinity;
    // Listens before it asks: a booking made while the answer is on its way is in neither otherwise.
    const unlisten = news.listen((boundary) => {
      soonest = Math.min(soonest, boundary);
      if (soonest < wakeBefore) woken.abort();
    });
    try {
      const boundary = await booking.nextBoundary(signal);
      const now = clock.now();
      if (boundary !== undefined && boundary <= now) {
        if (!(await announceDue(lease, boundary, signal))) await timers.pause(NOT_YET_DUE_MS, signal);
        return;
      }
      const longest = now + (news.isHeard() ? LONGEST_SLEEP_US : DEAF_SLEEP_US);
      wakeBefore = Math.min(boundary ?? longest, longest);
      if (soonest < wakeBefore) return;
      await timers.pause(Math.ceil((wakeBefore - now) / MICROS_PER_MS), AbortSignal.any([signal, woken.signal]));
    } finally {
      unlisten();
    }
  };

  return {
    async run(lease, signal) {
      const backoff = createBackoff({ firstMs: 100, lastMs: 2_000 });
      const isOver = (): boolean => signal.aborted;
      let caughtUp = false;
      while (!isOver()) {
        try {
          if (caughtUp) await step(lease, signal);
          else await announceDue(lease, undefined, signal);
          caughtUp = true;
          backoff.reset();
        } catch (error) {
          if (isOver()) return;
          if (error instanceof DomainError && error.reason === 'STALE') throw error;
          telemetry.jobFailed('transitions', error);
          await timers.pause(backoff.next(), signal);
        }
      }
    },
  };
};
