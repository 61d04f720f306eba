import type { Migration } from '@flexspace/database';

/** One subscription a person. Only the hash of its secret is kept: who reads the table cannot read calendars. */
export const addCalendarFeeds: Migration = {
  name: '20261123T0130_add_calendar_feeds',
  async up(knex) {
    await knex.raw(`
      CREATE TABLE booking.calendar_feeds (
        user_id uuid CONSTRAINT calendar_feeds_pkey PRIMARY KEY,
        token_hash text NOT NULL CONSTRAINT calendar_feeds_token UNIQUE,
        created_at timestamptz NOT NULL
      )
    `);
  },
};
