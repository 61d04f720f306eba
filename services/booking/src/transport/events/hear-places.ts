import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { InvalidRequest } from '@flexspace/kernel';

const EVENTS_AT_ONCE = 100;

/** Applies facts of catalog that were told directly, in their order. */
export type HearPlaces = (events: readonly Uint8Array[]) => Promise<void>;

const decode = (bytes: Uint8Array, index: number): Event => {
  try {
    const event = Event.decode(bytes);
    if (event.eventId !== '') return event;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  throw InvalidRequest.field(`events[${index}]`, 'is no event');
};

export const createHearPlaces =
  (apply: (event: Event) => Promise<void>): HearPlaces =>
  async (encoded) => {
    if (encoded.length > EVENTS_AT_ONCE) throw InvalidRequest.field('events', `must be at most ${EVENTS_AT_ONCE}`);
    for (const event of encoded.map(decode)) await apply(event);
  };
