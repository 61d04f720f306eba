import type { Migration } from '@flexspace/database';

/**
 * Where desks are, copied from catalog's events. Each row's fields follow the newest version seen, whatever the order of
 * arrival; `removed` is for ever, because catalog never uses an id twice, and the row stays so that old bookings keep names.
 */
export const addPlaces: Migration = {
  name: '20261123T0100_add_places',
  async up(knex) {
    await knex.raw(`
      CREATE TABLE booking.location_places (
        location_id bigint CONSTRAINT location_places_pkey PRIMARY KEY,
        name text NOT NULL DEFAULT '',
        timezone text NOT NULL DEFAULT 'UTC',
        version bigint NOT NULL DEFAULT 0,
        removed boolean NOT NULL DEFAULT false
      );
      CREATE TABLE booking.room_places (
        room_id bigint CONSTRAINT room_places_pkey PRIMARY KEY,
        location_id bigint NOT NULL,
        name text NOT NULL DEFAULT '',
        floor_id bigint NOT NULL DEFAULT 0,
        floor_name text NOT NULL DEFAULT '',
        version bigint NOT NULL DEFAULT 0,
        under_maintenance boolean NOT NULL DEFAULT false,
        maintenance_version bigint NOT NULL DEFAULT 0,
        removed boolean NOT NULL DEFAULT false
      );
      CREATE INDEX room_places_location ON booking.room_places (location_id);
      CREATE TABLE booking.desk_places (
        desk_id bigint CONSTRAINT desk_places_pkey PRIMARY KEY,
        room_id bigint NOT NULL,
        location_id bigint NOT NULL,
        name text NOT NULL DEFAULT '',
        version bigint NOT NULL DEFAULT 0,
        removed boolean NOT NULL DEFAULT false,
        -- Owned here, not copied: the one person who may book this desk.
        assignee_id uuid
      );
      CREATE INDEX desk_places_room ON booking.desk_places (room_id) WHERE NOT removed;
      CREATE TABLE booking.people (
        user_id uuid CONSTRAINT people_pkey PRIMARY KEY,
        username text NOT NULL,
        full_name text NOT NULL
      );
    `);
  },
};
