import type { Migration } from '@flexspace/database';

/**
 * The constraint that makes a double booking impossible. The location is in its key so that the table can be distributed by
 * location; 744 hours is MAX_LENGTH_DAYS of the domain, which range queries rely on to know how far back to look.
 */
export const addBookings: Migration = {
  name: '20261123T0110_add_bookings',
  async up(knex) {
    await knex.raw(`
      CREATE EXTENSION IF NOT EXISTS btree_gist;
      -- Blocks of 64 go to one process at a time, so that an event can name its booking before the row exists.
      CREATE SEQUENCE booking.booking_ids AS bigint START WITH 64 INCREMENT BY 64;
      CREATE TABLE booking.bookings (
        id bigint NOT NULL,
        location_id bigint NOT NULL,
        room_id bigint NOT NULL,
        desk_id bigint NOT NULL,
        user_id uuid NOT NULL,
        start_at timestamptz NOT NULL,
        end_at timestamptz NOT NULL,
        during tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(start_at, end_at, '[)')) STORED,
        -- 0 start not announced, 1 start announced, 2 end announced
        phase smallint NOT NULL,
        cancelled_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT bookings_pkey PRIMARY KEY (id, location_id),
        CONSTRAINT bookings_length CHECK (end_at > start_at AND end_at - start_at <= interval '744 hours'),
        CONSTRAINT bookings_phase CHECK (phase IN (0, 1, 2)),
        CONSTRAINT bookings_no_overlap EXCLUDE USING gist (location_id WITH =, desk_id WITH =, during WITH &&)
          WHERE (cancelled_at IS NULL)
      );
      CREATE INDEX bookings_user_start ON booking.bookings (user_id, start_at, id);
      CREATE INDEX bookings_desk_start ON booking.bookings (desk_id, start_at) WHERE cancelled_at IS NULL;
      CREATE INDEX bookings_start_due ON booking.bookings (start_at) WHERE phase = 0 AND cancelled_at IS NULL;
      CREATE INDEX bookings_end_due ON booking.bookings (end_at) WHERE phase = 1 AND cancelled_at IS NULL;
    `);
  },
};
