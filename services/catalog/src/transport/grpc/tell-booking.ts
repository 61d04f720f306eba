import type { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
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

/**
 * Tells booking what has changed before the change is answered: nobody books a desk that is gone, or in a room under maintenance,
 * by the very next request. Whatever keeps booking from hearing it, the same events come over the stream a moment later.
 */
export const createTellBooking =
  ({ booking, serviceToken, onUnheard }: TellBookingParts) =>
  async (events: readonly Event[]): Promise<void> => {
    const encoded = events
      .filter((event) => !isForOthers(event))
      .map((event) => Buffer.from(Event.encode(event).finish()));
    const until = Date.now() + WITHIN_MS;
    try {
      for (let at = 0; at < encoded.length && Date.now() < until; at += EVENTS_AT_ONCE) {
        const options = { token: await serviceToken.get(), timeoutMs: until - Date.now() };
        await booking.hearPlaces({ events: encoded.slice(at, at + EVENTS_AT_ONCE) }, options);
      }
    } catch (error) {
      onUnheard(error);
    }
  };
