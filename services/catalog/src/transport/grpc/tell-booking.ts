import { setTimeout as delay } from 'node:timers/promises';
import type { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { Unavailable } from '@flexspace/kernel';
import type { PromiseClient, ServiceToken } from '@flexspace/service-kit';

/** What a manager may wait longer for, when booking does not answer. */
const WITHIN_MS = 1_500;
const EVENTS_AT_ONCE = 100;

export interface TellBookingParts {
  readonly booking: Pick<PromiseClient<BookingServiceClient>, 'hearPlaces'>;
  readonly serviceToken: ServiceToken;
  readonly onUnheard: (error: unknown) => void;
}

/** Not of a place that booking copies. */
const isForOthers = ({ fact }: Event): boolean => fact?.$case === 'treeChanged';

/** Rejects when the time is up; whatever `work` waits for, a token included, is waited for no longer. */
const within = async (ms: number, work: Promise<void>): Promise<void> => {
  const done = new AbortController();
  const timeUp = delay(ms, undefined, { signal: done.signal }).then(() => {
    throw new Unavailable('The booking service');
  });
  try {
    await Promise.race([work, timeUp]);
  } finally {
    done.abort();
  }
};

/**
 * Tells booking what has changed before the change is answered: nobody books a desk that is gone, or in a room under maintenance,
 * by the very next request. Whatever keeps booking from hearing it, the same events come over the stream a moment later.
 */
export const createTellBooking = ({ booking, serviceToken, onUnheard }: TellBookingParts) => {
  const send = async (encoded: Buffer[]): Promise<void> => {
    const until = Date.now() + WITHIN_MS;
    for (let at = 0; at < encoded.length; at += EVENTS_AT_ONCE) {
      const options = { token: await serviceToken.get(), timeoutMs: Math.max(1, until - Date.now()) };
      await booking.hearPlaces({ events: encoded.slice(at, at + EVENTS_AT_ONCE) }, options);
    }
  };

  return async (events: readonly Event[]): Promise<void> => {
    const followed = events.filter((event) => !isForOthers(event));
    if (followed.length === 0) return;
    try {
      await within(WITHIN_MS, send(followed.map((event) => Buffer.from(Event.encode(event).finish()))));
    } catch (error) {
      onUnheard(error);
    }
  };
};
