import type { Migration } from '@flexspace/database';

/**
 * Cancelled bookings are outside the indexes of the live ones, so a list of them would read the whole table. These cost a create
 * nothing: a row gets into them when it is cancelled.
 */
export const indexCancelledBookings: Migration = {
  name: '20261125T0100_index_cancelled_bookings',
  async up(knex) {
    await knex.raw(`
      CREATE INDEX bookings_cancelled_user ON booking.bookings (user_id, start_at, id) WHERE cancelled_at IS NOT NULL;
      CREATE INDEX bookings_cancelled_desk ON booking.bookings (desk_id, start_at, id) WHERE cancelled_at IS NOT NULL;
      CREATE INDEX bookings_cancelled_location ON booking.bookings (location_id, start_at, id)
        WHERE cancelled_at IS NOT NULL;
    `);
  },
};
