import { sqlInstant, type Database, type Knex, type Migration } from '@flexspace/database';
import type { Instant } from '@flexspace/kernel';

/** Which events a consumer has applied. The key is the guarantee: the second insert of an event finds the first. */
export const inboxMigration = (schema: string): Migration => ({
  name: '20261123T0002_create_inbox',
  async up(knex) {
    await knex.raw(
      `CREATE TABLE ??.inbox (
         consumer text NOT NULL,
         event_id uuid NOT NULL,
         received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
         CONSTRAINT inbox_pkey PRIMARY KEY (consumer, event_id)
       )`,
      [schema],
    );
  },
});

/** True when the event is new to this consumer; false when its effect is there already. */
const recordInInbox = async (
  trx: Knex.Transaction,
  schema: string,
  entry: { readonly consumer: string; readonly eventId: string },
): Promise<boolean> => {
  const result = await trx.raw<{ rowCount: number }>(
    'INSERT INTO ??.inbox (consumer, event_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    [schema, entry.consumer, entry.eventId],
  );
  return result.rowCount === 1;
};

/** Does the work unless the consumer did it for this event before, and remembers that it did; the answer of the work, if it was done. */
export const applyOnce = async <Result>(
  trx: Knex.Transaction,
  { schema, ...entry }: { readonly schema: string; readonly consumer: string; readonly eventId: string },
  work: () => Promise<Result>,
): Promise<Result | undefined> => ((await recordInInbox(trx, schema, entry)) ? work() : undefined);

/** Forgets what was applied before a moment; it must lie further back than streams keep events. For the daily clean-up. */
export const deleteOldInbox = async (database: Database, schema: string, before: Instant): Promise<number> =>
  database.knex.withSchema(schema).from('inbox').where('received_at', '<', sqlInstant(before)).delete();
