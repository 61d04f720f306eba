import { sqlInstant, type Database } from '@flexspace/database';
import { locationId } from '@flexspace/kernel';
import type { BookingFilter, BookingViews, UpcomingFilter } from '../application/ports.js';
import { BOOKING_COLUMNS, BOOKING_JOINS, toBooking, type BookingRow } from './booking-rows.js';
import { createRoomCalendar } from './room-calendar.js';
import { readRoomCounts, readTakenDesks } from './room-counts.js';
import { readOccupancy } from './room-occupancy.js';
import { query } from './sql.js';

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

/**
 * Conditions for one status at :now; those who have none see all but cancelled ones. Each bounds the start as well, because that
 * is what the indexes are ordered by: a page must not read all that ended to find what runs.
 */
const STATUS: Record<NonNullable<BookingFilter['status']>, string> = {
  upcoming: 'b.cancelled_at IS NULL AND b.start_at > :now',
  active: `b.cancelled_at IS NULL AND b.start_at <= :now AND b.end_at > :now
    AND b.start_at > :now::timestamptz - interval '744 hours'`,
  elapsed: 'b.cancelled_at IS NULL AND b.end_at <= :now AND b.start_at < :now',
  cancelled: 'b.cancelled_at IS NOT NULL',
};

const list =
  (database: Database): BookingViews['list'] =>
  async (filter) => {
    // Only conditions that are asked for get into the text, so that the planner sees what there is to use.
    const conditions = [filter.status === undefined ? 'b.cancelled_at IS NULL' : STATUS[filter.status]];
    if (filter.deskId !== undefined) conditions.push('b.desk_id = :deskId');
    if (filter.roomId !== undefined) {
      conditions.push('b.desk_id IN (SELECT desk_id FROM booking.desk_places WHERE room_id = :roomId)');
    }
    if (filter.locationId !== undefined) conditions.push('b.location_id = :locationId');
    if (filter.userId !== undefined) conditions.push('b.user_id = :userId');
    if (filter.overlapping !== undefined) {
      conditions.push(
        "b.start_at < :to AND b.end_at > :from AND b.start_at > :from::timestamptz - interval '744 hours'",
      );
    }
    if (filter.after !== undefined) {
      // A comparison of rows says the same, but is no range in the planner's eyes: it then expects few rows and sorts them all.
      conditions.push('b.start_at >= :afterStart AND (b.start_at > :afterStart OR b.id > :afterId)');
    }
    if (filter.audience.kind === 'own') conditions.push('b.user_id = :caller');
    if (filter.audience.kind === 'cancelled_of') {
      conditions.push(
        '(b.user_id = :caller OR b.location_id = ANY (:locations::bigint[]) OR b.room_id = ANY (:rooms::bigint[]))',
      );
    }
    if (filter.hiddenLocations.length > 0) {
      conditions.push('(b.user_id = :caller OR b.location_id <> ALL (:hidden::bigint[]))');
    }
    const audience = filter.audience.kind === 'cancelled_of' ? filter.audience : undefined;
    const rows = await query<BookingRow>(
      database.knex,
      // The page first and its names afterwards: joined before the limit, a whole list would be named for one page of it.
      `SELECT ${BOOKING_COLUMNS} FROM (
         SELECT b.* FROM booking.bookings b WHERE ${conditions.join(' AND ')} ORDER BY b.start_at, b.id LIMIT :limit
       ) b ${BOOKING_JOINS} ORDER BY b.start_at, b.id`,
      {
        now: sqlInstant(filter.now),
        deskId: orNull(filter.deskId),
        roomId: orNull(filter.roomId),
        locationId: orNull(filter.locationId),
        userId: orNull(filter.userId),
        from: filter.overlapping === undefined ? null : sqlInstant(filter.overlapping.start),
        to: filter.overlapping === undefined ? null : sqlInstant(filter.overlapping.end),
        afterStart: filter.after === undefined ? null : sqlInstant(filter.after.start),
        afterId: orNull(filter.after?.id),
        caller: filter.caller,
        locations: audience?.locations ?? [],
        rooms: audience?.rooms ?? [],
        hidden: filter.hiddenLocations,
        limit: filter.limit,
      },
    );
    return rows.map(toBooking);
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
  list: list(database),
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
