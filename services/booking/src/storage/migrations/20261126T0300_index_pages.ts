import type { Migration } from '@flexspace/database';

/**
 * A page of every list that can be asked for, in the order of an index. Behind the order stand the columns that a list is narrowed
 * by: such a row is passed over in the index and never looked at. So a person has one index for all places, and what is over or
 * runs is found by its end; only what runs at a place has an index of its own, which has as many rows as desks are taken now.
 *
 * That desks have positive ids goes without saying. It is said in the indexes of places, and again by those who ask for everybody's
 * bookings of a place: the planner takes them for nobody else. It believes that all of a location lie side by side, and would look
 * through them for one person's.
 */
export const indexPages: Migration = {
  name: '20261126T0300_index_pages',
  async up(knex) {
    await knex.raw(`
      CREATE INDEX bookings_user_page ON booking.bookings (user_id, start_at, id, end_at, location_id, room_id, desk_id)
        WHERE cancelled_at IS NULL;
      CREATE INDEX bookings_desk_page ON booking.bookings (desk_id, start_at, id, end_at, user_id) WHERE cancelled_at IS NULL;
      CREATE INDEX bookings_room_page ON booking.bookings (room_id, start_at, id, end_at)
        WHERE cancelled_at IS NULL AND desk_id > 0;
      CREATE INDEX bookings_location_page ON booking.bookings (location_id, start_at, id, end_at)
        WHERE cancelled_at IS NULL AND desk_id > 0;
      CREATE INDEX bookings_running_page ON booking.bookings (location_id, start_at, id, end_at, room_id)
        WHERE phase = 1 AND cancelled_at IS NULL AND desk_id > 0;
      DROP INDEX booking.bookings_user_live, booking.bookings_user_over, booking.bookings_user_running,
        booking.bookings_desk_times, booking.bookings_location_start, booking.bookings_location_running;
      CREATE INDEX bookings_cancelled_user_page ON booking.bookings
        (user_id, start_at, id, end_at, location_id, room_id, desk_id) WHERE cancelled_at IS NOT NULL;
      CREATE INDEX bookings_cancelled_desk_page ON booking.bookings (desk_id, start_at, id, end_at)
        WHERE cancelled_at IS NOT NULL;
      CREATE INDEX bookings_cancelled_room_page ON booking.bookings (room_id, start_at, id, end_at)
        WHERE cancelled_at IS NOT NULL AND desk_id > 0;
      CREATE INDEX bookings_cancelled_location_page ON booking.bookings (location_id, start_at, id, end_at)
        WHERE cancelled_at IS NOT NULL AND desk_id > 0;
      DROP INDEX booking.bookings_cancelled_user, booking.bookings_cancelled_desk, booking.bookings_cancelled_location;
    `);
  },
};
