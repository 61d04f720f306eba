import type { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { byDeadline, type PromiseClient, type ServiceToken } from '@flexspace/service-kit';

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

/**
 * Tells booking what has changed before the change is answered: nobody books a desk that is gone, or in a room under maintenance,
 * by the very next request. Whatever keeps booking from hearing it, the same events come over the stream a moment later.
 */
export const createTellBooking = ({ booking, serviceToken, onUnheard }: TellBookingParts) => {
  const send = async (encoded: Buffer[], until: number): Promise<void> => {
    for (let at = 0; at < encoded.length; at += EVENTS_AT_ONCE) {
      const options = { token: await serviceToken.get(), timeoutMs: Math.max(1, until - Date.now()) };
      await booking.hearPlaces({ events: encoded.slice(at, at + EVENTS_AT_ONCE) }, options);
    }
  };

  return async (events: readonly Event[]): Promise<void> => {
    const followed = events.filter((event) => !isForOthers(event));
    if (followed.length === 0) return;
    const encoded = followed.map((event) => Buffer.from(Event.encode(event).finish()));
    const until = Date.now() + WITHIN_MS;
    try {
      // Also the token is waited for no longer than that.
      await byDeadline(until, send(encoded, until));
    } catch (error) {
      onUnheard(error);
    }
  };
};
