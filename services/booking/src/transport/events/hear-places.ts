import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Database } from '@flexspace/database';
import { InvalidRequest } from '@flexspace/kernel';
import { applyOnce } from '@flexspace/messaging';
import { PLACES_CONSUMER, type CatalogConsumerParts } from './catalog-consumer.js';

const EVENTS_AT_ONCE = 100;
/** Whoever waits here holds a connection that bookings need; the stream brings what is not heard in time. */
const LOCK_TIMEOUT = '500ms';

/** Applies facts of catalog that were told directly, as if they had come over the stream: each once, in a transaction of its own. */
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

interface HearPlacesParts extends Pick<CatalogConsumerParts, 'schema' | 'apply' | 'touched'> {
  readonly database: Database;
}

export const createHearPlaces =
  ({ database, schema, apply, touched }: HearPlacesParts): HearPlaces =>
  async (encoded) => {
    if (encoded.length > EVENTS_AT_ONCE) throw InvalidRequest.field('events', `must be at most ${EVENTS_AT_ONCE}`);
    for (const event of encoded.map(decode)) {
      const effect = await database.transaction(async (trx) => {
        await trx.raw(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
        return applyOnce(trx, { schema, consumer: PLACES_CONSUMER, eventId: event.eventId }, () => apply(event, trx));
      });
      if (effect !== undefined) touched(effect.rooms);
    }
  };
