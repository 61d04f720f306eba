import { idDigest, type Migration } from '@flexspace/database';

/** A name for the desks of each room, by which others know whether they have heard of the very same ones. */
export const nameDeskSets: Migration = {
  name: '20261126T0000_name_desk_sets',
  async up(knex) {
    await knex.raw('LOCK TABLE catalog.desks IN SHARE ROW EXCLUSIVE MODE');
    await knex.raw('ALTER TABLE catalog.rooms ADD COLUMN desk_set bigint NOT NULL DEFAULT 0');
    await knex.raw(`
      UPDATE catalog.rooms r SET desk_set = named.desk_set
      FROM (SELECT room_id, bit_xor(${idDigest('id')}) AS desk_set FROM catalog.desks GROUP BY room_id) AS named
      WHERE named.room_id = r.id`);
  },
};
