import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Instant } from '@flexspace/kernel';
import { createRealtimeReader, type Bus } from '@flexspace/messaging';
import { fromTimestamp, type Logger } from '@flexspace/service-kit';
import type { BoundaryNews } from '../../application/ports.js';

export interface BookingNews extends BoundaryNews {
  start(): void;
  stop(): Promise<void>;
}

const boundariesOf = (event: Event): Instant[] => {
  if (event.fact?.$case !== 'bookingsChanged') return [];
  return event.fact.value.upserted.flatMap(({ startTime, endTime }) => [
    fromTimestamp(startTime, 'start_time'),
    fromTimestamp(endTime, 'end_time'),
  ]);
};

/** Hears of bookings as they are made, so that one which starts in a moment is not slept through. */
export const createBookingNews = (bus: Bus, logger: Logger): BookingNews => {
  let listener: ((boundary: Instant) => void) | undefined;
  const reader = createRealtimeReader({
    bus,
    last: 0,
    subjects: ['booking.v1.booking.>'],
    logger,
    onEvent(event) {
      if (listener === undefined) return;
      for (const boundary of boundariesOf(event)) listener(boundary);
    },
  });
  return {
    start() {
      reader.start();
    },
    stop: () => reader.stop(),
    isHeard: () => reader.following(),
    listen(next) {
      listener = next;
      return () => {
        if (listener === next) listener = undefined;
      };
    },
  };
};
