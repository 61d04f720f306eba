import type { Migration } from '@flexspace/database';

/**
 * Every file that was ever handed to the map store and not deleted since. Written before the file, so that one whose upload died
 * is known; `unused_since` is null while a room has it as its map. No foreign key: the file outlives its room by a while.
 */
export const createMapFiles: Migration = {
  name: '20261123T0920_create_map_files',
  async up(knex) {
    await knex.raw(`
      CREATE TABLE catalog.map_files (
        room_id bigint NOT NULL,
        key text NOT NULL,
        unused_since timestamptz,
        CONSTRAINT map_files_pkey PRIMARY KEY (room_id, key)
      )`);
    await knex.raw('CREATE INDEX map_files_unused ON catalog.map_files (unused_since) WHERE unused_since IS NOT NULL');
  },
};
