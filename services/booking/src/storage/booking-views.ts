import { sqlInstant, type Database } from '@flexspace/database';
import { locationId } from '@flexspace/kernel';
import type { BookingViews, UpcomingFilter } from '../application/ports.js';
import { listBookings, OF_EVERYBODY, readListedPlace } from './booking-list.js';
import { createRoomCalendar } from './room-calendar.js';
import { readRoomCounts, readTakenDesks } from './room-counts.js';
import { readOccupancy } from './room-occupancy.js';
import { query } from './sql.js';

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

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
       WHERE b.phase < 2 AND b.cancelled_at IS NULL AND b.end_at > :now AND ${OF_EVERYBODY}
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
  listedPlace: (where) => readListedPlace(database, where),
  ...createRoomCalendar(database),
  countRooms: (filter, now) => readRoomCounts(database.knex, filter, now),
  takenDesks: (roomIds, now) => readTakenDesks(database.knex, roomIds, now),
  countUpcoming: countUpcoming(database),
  occupancy: (room, during) => readOccupancy(database.knex, room, during),
  async roomPlace(id) {
    const rows = await query<{ location_id: number; timezone: string }>(
      database.knex,
      `SELECT r.location_id, l.timezone FROM booking.room_places r
       JOIN booking.location_places l USING (location_id)
       WHERE r.room_id = :id AND NOT r.removed AND NOT l.removed`,
      { id },
      { preparedAs: 'place_of_room' },
    );
    const row = rows[0];
    return row && { roomId: id, locationId: locationId(row.location_id), timezone: row.timezone };
  },
});
