import type { Migration } from '@flexspace/database';

/** Rooms and desks carry their location in their foreign keys, so that neither can ever stand in two. */
export const createRooms: Migration = {
  name: '20261123T0910_create_rooms',
  async up(knex) {
    await knex.raw(`
      CREATE TABLE catalog.rooms (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT rooms_pkey PRIMARY KEY,
        location_id bigint NOT NULL,
        floor_id bigint NOT NULL,
        name text COLLATE catalog.people NOT NULL,
        description text NOT NULL,
        map_key text,
        map_width integer,
        map_height integer,
        desk_count integer NOT NULL DEFAULT 0 CONSTRAINT rooms_desk_count_range CHECK (desk_count >= 0),
        is_under_maintenance boolean NOT NULL DEFAULT false,
        maintenance_by_id uuid,
        maintenance_by_username text,
        maintenance_by_name text,
        version bigint NOT NULL DEFAULT 1,
        revision bigint NOT NULL,
        CONSTRAINT rooms_floor_fk FOREIGN KEY (floor_id, location_id)
          REFERENCES catalog.floors (id, location_id) ON DELETE CASCADE,
        CONSTRAINT rooms_name_unique UNIQUE (floor_id, name),
        CONSTRAINT rooms_with_location UNIQUE (id, location_id),
        CONSTRAINT rooms_map_whole CHECK (num_nulls(map_key, map_width, map_height) IN (0, 3)),
        CONSTRAINT rooms_maintenance_whole CHECK (
          is_under_maintenance = (num_nulls(maintenance_by_id, maintenance_by_username, maintenance_by_name) = 0))
      )`);
    await knex.raw('CREATE INDEX rooms_in_location ON catalog.rooms (location_id) INCLUDE (desk_count)');
    await knex.raw(`
      CREATE TABLE catalog.desks (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT desks_pkey PRIMARY KEY,
        location_id bigint NOT NULL,
        room_id bigint NOT NULL,
        name text COLLATE catalog.people NOT NULL,
        pos_x double precision NOT NULL CONSTRAINT desks_pos_x_range CHECK (pos_x BETWEEN 0 AND 100),
        pos_y double precision NOT NULL CONSTRAINT desks_pos_y_range CHECK (pos_y BETWEEN 0 AND 100),
        orientation text NOT NULL
          CONSTRAINT desks_orientation_known CHECK (orientation IN ('top', 'bottom', 'left', 'right')),
        version bigint NOT NULL DEFAULT 1,
        revision bigint NOT NULL,
        CONSTRAINT desks_room_fk FOREIGN KEY (room_id, location_id)
          REFERENCES catalog.rooms (id, location_id) ON DELETE CASCADE,
        -- Checked at the end of a statement, because two desks of a grid may swap their names in one.
        CONSTRAINT desks_name_unique UNIQUE (room_id, name) DEFERRABLE INITIALLY IMMEDIATE
      )`);
  },
};
