import type { Database, Knex, Migration } from '@flexspace/database';
import { sqlInstant } from '@flexspace/database';
import type { Instant } from '@flexspace/kernel';

/** A row's lane is its ordering key's hash; one relay at a time works a lane, and that keeps the order (see outbox-relay.ts). */
export const LANES = 16;

/**
 * The outbox of a service: events wait in the transaction that made them true. The partial index is the queue, so that looking
 * for work costs nothing when there is none, however many sent rows lie beside it.
 */
export const outboxMigration = (schema: string): Migration => ({
  name: '20261123T0001_create_outbox',
  async up(knex) {
    await knex.raw(
      `CREATE TABLE ??.outbox (
         id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
         event_id uuid NOT NULL,
         subject text NOT NULL,
         ordering_key text NOT NULL,
         lane smallint NOT NULL,
         payload bytea NOT NULL,
         traceparent text,
         created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
         sent_at timestamptz
       )`,
      [schema],
    );
    await knex.raw('CREATE INDEX outbox_unsent ON ??.outbox (id) INCLUDE (lane) WHERE sent_at IS NULL', [schema]);
    await knex.raw(
      `CREATE TABLE ??.outbox_lanes (
         lane smallint CONSTRAINT outbox_lanes_pkey PRIMARY KEY,
         relay uuid,
         backend_pid integer,
         leased_until timestamptz
       ) WITH (fillfactor = 50)`,
      [schema],
    );
    await knex.raw('INSERT INTO ??.outbox_lanes (lane) SELECT generate_series(0, ?::int)', [schema, LANES - 1]);
  },
});

const DELETE_BATCH = 5_000;

/** Deletes sent rows up to a moment, in bounded steps; the number deleted. For the daily clean-up. */
export const deleteSentOutbox = async (database: Database, schema: string, sentBefore: Instant): Promise<number> => {
  let total = 0;
  for (;;) {
    const deleted = await deleteBatch(database.knex, schema, sentBefore);
    total += deleted;
    if (deleted < DELETE_BATCH) return total;
  }
};

const deleteBatch = async (knex: Knex, schema: string, sentBefore: Instant): Promise<number> => {
  const result = await knex.raw<{ rowCount: number }>(
    `DELETE FROM ??.outbox WHERE id IN (SELECT id FROM ??.outbox WHERE sent_at < ? ORDER BY id LIMIT ${DELETE_BATCH})`,
    [schema, schema, sqlInstant(sentBefore)],
  );
  return result.rowCount;
};
