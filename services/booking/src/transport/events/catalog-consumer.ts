import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Database, Knex } from '@flexspace/database';
import type { RoomId } from '@flexspace/kernel';
import {
  createConsumer,
  type Bus,
  type Consumer,
  type MessagingLogger,
  type MessagingMetrics,
} from '@flexspace/messaging';

export interface CatalogConsumerParts {
  readonly bus: Bus;
  readonly database: Database;
  readonly schema: string;
  readonly logger: MessagingLogger;
  readonly metrics: MessagingMetrics;
  /** Brings an event into the copy of places; answers which rooms may have another free count now. */
  apply(event: Event, trx: Knex.Transaction): Promise<{ readonly rooms: readonly RoomId[] }>;
  touched(rooms: readonly RoomId[]): void;
}

/** Who applies an event: whichever way it comes, it is written down under this name. */
export const PLACES_CONSUMER = 'booking-places';

/** Follows catalog: where desks are, what they are called, what is under maintenance, what is gone. */
export const createCatalogConsumer = (parts: CatalogConsumerParts): Consumer =>
  createConsumer({
    bus: parts.bus,
    database: parts.database,
    schema: parts.schema,
    stream: 'CATALOG',
    durable: PLACES_CONSUMER,
    subjects: ['catalog.v1.location.>', 'catalog.v1.room.>', 'catalog.v1.desk.>'],
    logger: parts.logger,
    metrics: parts.metrics,
    async handle(event, trx) {
      const { rooms } = await parts.apply(event, trx);
      // Counted after the commit, when the rows say what the event said; an event that fails is counted when it succeeds.
      trx.executionPromise.then(
        () => {
          parts.touched(rooms);
        },
        () => undefined,
      );
    },
  });
