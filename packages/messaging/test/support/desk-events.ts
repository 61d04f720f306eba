import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { instantFromMillis } from '@flexspace/kernel';
import type { Migration } from '@flexspace/database';
import {
  appendToOutbox,
  inboxMigration,
  newEvent,
  outboxMigration,
  type Bus,
  type OutboxMessage,
} from '../../src/index.js';
import type { TestDatabase } from '@flexspace/testkit';

export const schema = 'booking';

/** A projection of desks, as small as one can be: the newest version wins. */
export const migrations: Migration[] = [
  outboxMigration(schema),
  inboxMigration(schema),
  {
    name: '20261123T0900_create_desk',
    up: async (knex) => {
      await knex.raw(`CREATE TABLE booking.desk (
        id bigint CONSTRAINT desk_pkey PRIMARY KEY, version bigint NOT NULL, applied int NOT NULL)`);
    },
  },
];

/** "Desk d is at version v." */
export const deskMessage = (deskId: number, version: number, locationId = 1): OutboxMessage => ({
  subject: `booking.v1.desk.occupied.${locationId}`,
  event: newEvent({
    at: instantFromMillis(Date.now()),
    locationId,
    aggregateVersion: version,
    fact: {
      $case: 'deskStatusChanged',
      value: { deskId, roomId: 1, isBooked: version % 2 === 1, bookedBy: undefined },
    },
  }),
});

export const append = (database: TestDatabase, ...messages: OutboxMessage[]): Promise<void> =>
  database.transaction((trx) => appendToOutbox(trx, schema, messages));

export const deskOf = (event: Event): number =>
  event.fact?.$case === 'deskStatusChanged' ? event.fact.value.deskId : Number.NaN;

/** What the stream holds, in its order. */
export const readStream = async (bus: Bus, stream = 'BOOKING'): Promise<Event[]> => {
  const connection = await bus.connected(AbortSignal.timeout(5_000));
  if (connection === undefined) throw new Error('NATS cannot be reached');
  const name = `${bus.prefix}_${stream}`;
  const { messages } = (await connection.manager.streams.info(name)).state;
  if (messages === 0) return [];
  const consumer = await connection.client.consumers.get(name);
  const events: Event[] = [];
  for await (const message of await consumer.fetch({ max_messages: messages, expires: 5_000 })) {
    events.push(Event.decode(message.data));
  }
  return events;
};

export const ids = (events: readonly { readonly eventId: string }[]): string[] => events.map((event) => event.eventId);

/** Fails with the key whose versions do not grow. */
export const assertOrderPerDesk = (events: readonly Event[]): void => {
  const newest = new Map<number, number>();
  for (const event of events) {
    const desk = deskOf(event);
    const before = newest.get(desk) ?? 0;
    if (event.aggregateVersion <= before)
      throw new Error(`desk ${desk}: version ${event.aggregateVersion} came after ${before}`);
    newest.set(desk, event.aggregateVersion);
  }
};
