import type { Migration } from '@flexspace/database';

/**
 * A room's calendar reads a thousand bookings that lie all over the table: with their ends and owners in the index it reads a few
 * dozen pages instead. The other one is for lists of a whole location, which would otherwise be sorted for every page.
 */
export const coverDeskLookups: Migration = {
  name: '20261123T0140_cover_desk_lookups',
  async up(knex) {
    await knex.raw(`
      CREATE INDEX bookings_desk_times ON booking.bookings (desk_id, start_at) INCLUDE (end_at, user_id)
        WHERE cancelled_at IS NULL;
      DROP INDEX booking.bookings_desk_start;
      CREATE INDEX bookings_location_start ON booking.bookings (location_id, start_at, id) WHERE cancelled_at IS NULL;
    `);
  },
};
