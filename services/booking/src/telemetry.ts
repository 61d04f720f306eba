import { DomainError } from '@flexspace/kernel';
import type { Metrics } from '@flexspace/service-kit';

/** Counts how something ended: `ok`, or the reason of its refusal (a closed set). */
export interface Outcomes {
  count<Args extends readonly unknown[], Result>(
    operation: string,
    work: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result>;
}

export interface BookingTelemetry {
  readonly bookings: Outcomes;
  readonly locks: Outcomes;
  boundariesAnnounced(kind: 'started' | 'ended', count: number): void;
  lockExpired(count: number): void;
}

/** The only place of this service that touches counters. */
export const createBookingTelemetry = (metrics: Metrics): BookingTelemetry => {
  const bookings = metrics.counter(
    'flexspace_bookings_total',
    'Writes of bookings, by what was asked and how it ended.',
    ['operation', 'outcome'],
  );
  const locks = metrics.counter(
    'flexspace_desk_locks_total',
    'Desk lock requests, by what was asked and how it ended.',
    ['operation', 'outcome'],
  );
  const boundaries = metrics.counter('flexspace_booking_boundaries_total', 'Starts and ends announced.', ['kind']);
  const expired = metrics.counter('flexspace_desk_locks_expired_total', 'Desk locks whose expiry was announced.');

  const outcomesOf = (counter: typeof bookings): Outcomes => ({
    count:
      (operation, work) =>
      async (...args) => {
        try {
          const result = await work(...args);
          counter.inc({ operation, outcome: 'ok' });
          return result;
        } catch (error) {
          counter.inc({ operation, outcome: error instanceof DomainError ? error.reason : 'INTERNAL' });
          throw error;
        }
      },
  });
  return {
    bookings: outcomesOf(bookings),
    locks: outcomesOf(locks),
    boundariesAnnounced(kind, count) {
      boundaries.inc({ kind }, count);
    },
    lockExpired(count) {
      expired.inc(count);
    },
  };
};
