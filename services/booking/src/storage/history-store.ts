import { sqlInstant, type Database } from '@flexspace/database';
import { userId } from '@flexspace/kernel';
import type { HistoryStore } from '../application/ports.js';
import { ID_BLOCK, takeBlocks } from './booking-rows.js';
import { query } from './sql.js';

/** Writes bookings of which nobody is told: they are over, or announce themselves in time. Not on desks that go, or may go now. */
export const createHistoryStore = (database: Database): HistoryStore => ({
  async knownPeople(ids) {
    const rows = await query<{ user_id: string }>(
      database.knex,
      'SELECT user_id FROM booking.people WHERE user_id = ANY (:ids::uuid[])',
      { ids },
    );
    return new Set(rows.map((row) => userId(row.user_id)));
  },

  importRows: (rows, people) =>
    database.transaction(async (trx) => {
      await query(
        trx,
        `INSERT INTO booking.people (user_id, username, full_name)
         SELECT * FROM unnest(:ids::uuid[], :usernames::text[], :fullNames::text[]) ON CONFLICT DO NOTHING`,
        {
          ids: people.map((person) => person.id),
          usernames: people.map((person) => person.username),
          fullNames: people.map((person) => person.fullName),
        },
      );
      const blocks = await takeBlocks(trx, Math.ceil(rows.length / ID_BLOCK));
      const ids = blocks.flatMap((first) => Array.from({ length: ID_BLOCK }, (_, offset) => first + offset));
      const written = await query(
        trx,
        `WITH place AS MATERIALIZED (
           SELECT desk_id FROM booking.desk_places
           WHERE desk_id = ANY (:desks::bigint[]) AND NOT removed AND withheld_until IS NULL ORDER BY desk_id FOR SHARE
         )
         INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
         SELECT one.* FROM unnest(:ids::bigint[], :locations::bigint[], :rooms::bigint[], :desks::bigint[], :users::uuid[],
                              :starts::timestamptz[], :ends::timestamptz[], :phases::smallint[])
           AS one (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
         JOIN place USING (desk_id)
         ON CONFLICT DO NOTHING RETURNING id`,
        {
          ids: ids.slice(0, rows.length),
          locations: rows.map((row) => row.desk.locationId),
          rooms: rows.map((row) => row.desk.roomId),
          desks: rows.map((row) => row.desk.deskId),
          users: rows.map((row) => row.userId),
          starts: rows.map((row) => sqlInstant(row.during.start)),
          ends: rows.map((row) => sqlInstant(row.during.end)),
          phases: rows.map((row) => row.phase),
        },
      );
      return written.length;
    }),
});
