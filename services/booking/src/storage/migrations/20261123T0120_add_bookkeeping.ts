import type { Migration } from '@flexspace/database';

/** First answers under an Idempotency-Key, and the newest fencing token of each lease that acts here. */
export const addBookkeeping: Migration = {
  name: '20261123T0120_add_bookkeeping',
  async up(knex) {
    await knex.raw(`
      CREATE TABLE booking.idempotency_keys (
        user_id uuid NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        answer jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key)
      );
      CREATE INDEX idempotency_keys_created ON booking.idempotency_keys (created_at);
      CREATE TABLE booking.fences (
        lease text CONSTRAINT fences_pkey PRIMARY KEY,
        token bigint NOT NULL
      );
    `);
  },
};
