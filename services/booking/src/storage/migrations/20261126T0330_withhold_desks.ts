import type { Migration } from '@flexspace/database';
import { bookManyFunction } from './20261126T0100_book_many.js';

/**
 * A desk that catalog may be about to remove: until when nobody books it, without asking catalog even afterwards. On the desk's own
 * row, which everybody who writes a booking share-locks: who waited for it sees what was written meanwhile.
 */
export const withholdDesks: Migration = {
  name: '20261126T0330_withhold_desks',
  async up(knex) {
    await knex.raw('ALTER TABLE booking.desk_places ADD COLUMN withheld_until timestamptz');
    await knex.raw(bookManyFunction(STAMP));
    // They compare the desks before and after a statement, by a plan that is kept from the first time, when it was one desk: a
    // nested loop would then go through the square of a whole location.
    await knex.raw(`
      ALTER FUNCTION booking.count_changed_desks() SET enable_nestloop = off;
      ALTER FUNCTION booking.name_changed_desks() SET enable_nestloop = off`);
  },
};

/** desk-directory.ts makes the same of the same columns; nothing equals the stamp of a desk that is withheld. */
const STAMP = `CASE WHEN d.withheld_until IS NULL THEN concat_ws(E'\\x1f', d.name, r.room_id, r.name, r.floor_id, r.floor_name,
  r.under_maintenance, l.location_id, l.name, l.timezone, d.assignee_id) END`;
