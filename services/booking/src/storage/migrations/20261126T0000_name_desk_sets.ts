import { idDigest, type Migration } from '@flexspace/database';

/**
 * Beside the counts of a room stands a name for the set of desks that were counted, kept by the same trigger. Who has asked catalog
 * how many desks a room has may subtract the taken ones only when both mean the same desks.
 */
export const nameDeskSets: Migration = {
  name: '20261126T0000_name_desk_sets',
  async up(knex) {
    await knex.raw('LOCK TABLE booking.desk_places IN SHARE ROW EXCLUSIVE MODE');
    await knex.raw('ALTER TABLE booking.room_counts ADD COLUMN desk_set bigint NOT NULL DEFAULT 0');
    await knex.raw(`
      UPDATE booking.room_counts c SET desk_set = named.desk_set
      FROM (SELECT room_id, bit_xor(${idDigest('desk_id')}) AS desk_set FROM booking.desk_places
            WHERE NOT removed GROUP BY room_id) AS named
      WHERE named.room_id = c.room_id`);
    await knex.raw(NAME_CHANGED_DESKS);
    for (const [event, tables] of Object.entries({
      insert: 'NEW TABLE AS after',
      update: 'OLD TABLE AS before NEW TABLE AS after',
      delete: 'OLD TABLE AS before',
    })) {
      // "counted" comes before "named", as triggers run by name: the row of a new room is there by then.
      await knex.raw(`
        CREATE TRIGGER desk_places_${event}_named AFTER ${event} ON booking.desk_places REFERENCING ${tables}
        FOR EACH STATEMENT EXECUTE FUNCTION booking.name_changed_desks()`);
    }
  },
};

/** XOR takes a desk out of a name as it brings it in, so that a side of a change needs no sign. */
const CHANGED = `SELECT room_id, bit_xor(${idDigest('desk_id')}) AS desk_set FROM`;
const MOVED = '(a.room_id, a.removed) IS DISTINCT FROM (b.room_id, b.removed)';

/** One function for three events: the tables that an event lacks are read behind the branch that is not taken. */
const NAME_CHANGED_DESKS = `
  CREATE FUNCTION booking.name_changed_desks() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      UPDATE booking.room_counts c SET desk_set = c.desk_set # changed.desk_set
      FROM (${CHANGED} after WHERE NOT removed GROUP BY room_id) AS changed WHERE c.room_id = changed.room_id;
    ELSIF TG_OP = 'DELETE' THEN
      UPDATE booking.room_counts c SET desk_set = c.desk_set # changed.desk_set
      FROM (${CHANGED} before WHERE NOT removed GROUP BY room_id) AS changed WHERE c.room_id = changed.room_id;
    ELSE
      UPDATE booking.room_counts c SET desk_set = c.desk_set # changed.desk_set
      FROM (${CHANGED} (
        SELECT a.desk_id, a.room_id FROM after a JOIN before b USING (desk_id) WHERE NOT a.removed AND ${MOVED}
        UNION ALL
        SELECT b.desk_id, b.room_id FROM after a JOIN before b USING (desk_id) WHERE NOT b.removed AND ${MOVED}
      ) AS sides GROUP BY room_id) AS changed WHERE c.room_id = changed.room_id;
    END IF;
    RETURN NULL;
  END $$`;
