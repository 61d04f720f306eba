import { sqlInstant, type Database } from '@flexspace/database';
import { deskId, locationId, type Instant } from '@flexspace/kernel';
import type { BookingViews, BusyDesk, UpcomingFilter } from '../application/ports.js';
import { listBookings } from './booking-list.js';
import { readRoomCounts } from './room-counts.js';
import { readOccupancy } from './room-occupancy.js';
import { query } from './sql.js';

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

const busy =
  (database: Database): BookingViews['busy'] =>
  async (where, during) => {
    const one = 'deskId' in where;
    const rows = await query<{
      desk_id: number;
      name: string;
      starts: readonly Instant[] | null;
      ends: readonly Instant[] | null;
    }>(
      database.knex,
      // The last one that began before the range may reach into it; no other can, because bookings do not overlap.
      `SELECT d.desk_id, d.name, b.starts, b.ends
       FROM booking.desk_places d
       CROSS JOIN LATERAL (
         SELECT array_agg(start_at ORDER BY start_at) AS starts, array_agg(end_at ORDER BY start_at) AS ends
         FROM (
           (SELECT start_at, end_at FROM booking.bookings
            WHERE desk_id = d.desk_id AND cancelled_at IS NULL AND start_at <= :from ORDER BY start_at DESC LIMIT 1)
           UNION ALL
           (SELECT start_at, end_at FROM booking.bookings
            WHERE desk_id = d.desk_id AND cancelled_at IS NULL AND start_at > :from AND start_at < :to)
         ) near
         WHERE end_at > :from
       ) b
       WHERE NOT d.removed AND ${one ? 'd.desk_id' : 'd.room_id'} = :id
       ORDER BY d.desk_id`,
      { id: one ? where.deskId : where.roomId, from: sqlInstant(during.start), to: sqlInstant(during.end) },
      { preparedAs: one ? 'busy_desk' : 'busy_room' },
    );
    return rows.map((row): BusyDesk => {
      const ends = row.ends ?? [];
      const busyTimes = (row.starts ?? []).map((start, index) => ({ start, end: ends[index] ?? start }));
      return { deskId: deskId(row.desk_id), name: row.name, busy: busyTimes };
    });
  };

const countUpcoming =
  (database: Database): BookingViews['countUpcoming'] =>
  async (filter: UpcomingFilter, now) => {
    const conditions: string[] = [];
    if (filter.locationId !== undefined) conditions.push('b.location_id = :locationId');
    if (filter.floorId !== undefined) {
      conditions.push('b.room_id IN (SELECT room_id FROM booking.room_places WHERE floor_id = :floorId)');
    }
    if (filter.roomIds !== undefined) conditions.push('b.room_id = ANY (:roomIds::bigint[])');
    if (filter.deskIds !== undefined) conditions.push('b.desk_id = ANY (:deskIds::bigint[])');
    if (conditions.length === 0) return 0;
    const rows = await query<{ count: number }>(
      database.knex,
      `SELECT count(*) AS count FROM booking.bookings b
       WHERE b.phase < 2 AND b.cancelled_at IS NULL AND b.end_at > :now
         AND b.location_id <> ALL (:hidden::bigint[]) AND ${conditions.join(' AND ')}`,
      {
        now: sqlInstant(now),
        hidden: filter.hiddenLocations,
        locationId: orNull(filter.locationId),
        floorId: orNull(filter.floorId),
        roomIds: filter.roomIds ?? [],
        deskIds: filter.deskIds ?? [],
      },
    );
    return rows[0]?.count ?? 0;
  };

/** Everything that screens read. */
export const createBookingViews = (database: Database): BookingViews => ({
  list: (filter) => listBookings(database, filter),
  busy: busy(database),
  countRooms: (filter, now) => readRoomCounts(database.knex, filter, now),
  countUpcoming: countUpcoming(database),
  occupancy: (room, during) => readOccupancy(database.knex, room, during),
  async roomPlace(id) {
    const rows = await query<{ location_id: number; timezone: string }>(
      database.knex,
      `SELECT r.location_id, l.timezone FROM booking.room_places r
       JOIN booking.location_places l USING (location_id)
       WHERE r.room_id = :id AND NOT r.removed AND NOT l.removed`,
      { id },
    );
    const row = rows[0];
    return row && { roomId: id, locationId: locationId(row.location_id), timezone: row.timezone };
  },
});
