import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Database, Knex } from '@flexspace/database';
import type { RoomId } from '@flexspace/kernel';
import { applyOnce } from '@flexspace/messaging';

/** Whoever waits here holds a connection that bookings need; the stream brings what is not applied in time. */
const LOCK_TIMEOUT = '500ms';

interface ToldEventsParts {
  readonly database: Database;
  readonly schema: string;
  /** Who applies the event when it comes over the stream: it is written down under this name, so that it counts once. */
  readonly consumer: string;
  readonly apply: (event: Event, trx: Knex.Transaction) => Promise<{ readonly rooms: readonly RoomId[] }>;
  readonly touched: (rooms: readonly RoomId[]) => void;
}

/** Applies an event that was told directly as if it had come over the stream: once, in a transaction of its own. */
export const createToldEvents =
  ({ database, schema, consumer, apply, touched }: ToldEventsParts) =>
  async (event: Event): Promise<void> => {
    const effect = await database.transaction(async (trx) => {
      await trx.raw(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
      return applyOnce(trx, { schema, consumer, eventId: event.eventId }, () => apply(event, trx));
    });
    if (effect !== undefined) touched(effect.rooms);
  };
