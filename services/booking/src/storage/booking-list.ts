import { sqlInstant, type Database } from '@flexspace/database';
import type { BookingFilter } from '../application/ports.js';
import { BOOKING_COLUMNS, BOOKING_JOINS, toBooking, type BookingRow } from './booking-rows.js';
import { query } from './sql.js';

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

/** Due and not announced yet: for a moment, or as long as the scheduler is away, which is looked for as far back as a booking may last. */
const STARTED_UNHEARD = `b.cancelled_at IS NULL AND b.phase = 0 AND b.start_at <= :now
  AND b.start_at > :now::timestamptz - interval '744 hours'`;

/**
 * Conditions for one status at :now; those who have none see all but cancelled ones. What runs and what is over are read by what was
 * announced, each from an index that holds nothing else, and beside them what was not announced yet.
 */
const STATUS: Record<NonNullable<BookingFilter['status']>, readonly string[]> = {
  upcoming: ['b.cancelled_at IS NULL AND b.start_at > :now'],
  active: ['b.cancelled_at IS NULL AND b.phase = 1 AND b.end_at > :now', `${STARTED_UNHEARD} AND b.end_at > :now`],
  elapsed: [
    'b.cancelled_at IS NULL AND b.phase = 2',
    'b.cancelled_at IS NULL AND b.phase = 1 AND b.end_at <= :now',
    `${STARTED_UNHEARD} AND b.end_at <= :now`,
  ],
  cancelled: ['b.cancelled_at IS NOT NULL'],
};
const ANY_STATUS = ['b.cancelled_at IS NULL'];

const isOfPerson = (filter: BookingFilter): boolean => filter.userId !== undefined || filter.audience.kind === 'own';

/** Only conditions that are asked for, so that the planner sees what there is to use. */
const conditionsOf = (filter: BookingFilter): string[] => {
  const conditions: string[] = [];
  if (filter.deskId !== undefined) conditions.push('b.desk_id = :deskId');
  if (filter.locationId !== undefined) conditions.push('b.location_id = :locationId');
  if (filter.roomId !== undefined && isOfPerson(filter)) {
    conditions.push('b.desk_id IN (SELECT desk_id FROM booking.desk_places WHERE room_id = :roomId)');
  }
  if (filter.userId !== undefined) conditions.push('b.user_id = :userId');
  if (filter.overlapping !== undefined) {
    conditions.push("b.start_at < :to AND b.end_at > :from AND b.start_at > :from::timestamptz - interval '744 hours'");
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
  return conditions;
};

const PAGE = 'ORDER BY b.start_at, b.id LIMIT :limit';

/**
 * The first bookings that fit. Those of a room are the first of each of its desks, put in order: desks move from room to room and
 * their bookings go with them, so no index is in the order of a room.
 */
const pageOf = (filter: BookingFilter): string => {
  const conditions = conditionsOf(filter);
  const parts = (filter.status === undefined ? ANY_STATUS : STATUS[filter.status]).map((status) => {
    const where = [status, ...conditions].join(' AND ');
    if (filter.roomId === undefined || isOfPerson(filter)) {
      return `(SELECT b.* FROM booking.bookings b WHERE ${where} ${PAGE})`;
    }
    return `(SELECT b.* FROM booking.desk_places place CROSS JOIN LATERAL (
        SELECT b.* FROM booking.bookings b WHERE b.desk_id = place.desk_id AND ${where} ${PAGE}
      ) b WHERE place.room_id = :roomId ${PAGE})`;
  });
  return parts.join(' UNION ALL ');
};

/** A page of bookings by start, then id. */
export const listBookings = async (database: Database, filter: BookingFilter) => {
  const audience = filter.audience.kind === 'cancelled_of' ? filter.audience : undefined;
  const rows = await query<BookingRow>(
    database.knex,
    // The page first and its names afterwards: joined before the limit, a whole list would be named for one page of it.
    `SELECT ${BOOKING_COLUMNS} FROM (SELECT b.* FROM (${pageOf(filter)}) b ${PAGE}) b ${BOOKING_JOINS} ORDER BY b.start_at, b.id`,
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
