import type { Migration } from '@flexspace/database';

/**
 * A page of a list reads a page and little more, whatever lies beside it: cancelled bookings, which have indexes of their own, are
 * left out of the list of the others; what runs now is found among what runs, and what is over among what is over, where no row has
 * to be looked at to see that it is not. Those by phase cost a create nothing: a row gets into them when it is announced.
 */
export const indexLists: Migration = {
  name: '20261126T0200_index_lists',
  async up(knex) {
    await knex.raw(`
      CREATE INDEX bookings_user_live ON booking.bookings (user_id, start_at, id) WHERE cancelled_at IS NULL;
      DROP INDEX booking.bookings_user_start;
      CREATE INDEX bookings_user_over ON booking.bookings (user_id, start_at, id)
        WHERE phase = 2 AND cancelled_at IS NULL;
      CREATE INDEX bookings_user_running ON booking.bookings (user_id, start_at, id)
        WHERE phase = 1 AND cancelled_at IS NULL;
      CREATE INDEX bookings_desk_running ON booking.bookings (desk_id, start_at, id)
        WHERE phase = 1 AND cancelled_at IS NULL;
      CREATE INDEX bookings_location_running ON booking.bookings (location_id, start_at, id)
        WHERE phase = 1 AND cancelled_at IS NULL;
    `);
  },
};
