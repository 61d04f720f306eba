import { sqlInstant, type Database } from '@flexspace/database';
import { locationId, roomId } from '@flexspace/kernel';
import type { BookingFilter, BookingViews, ListedPlace } from '../application/ports.js';
import { BOOKING_COLUMNS, BOOKING_JOINS, toBooking, type BookingRow } from './booking-rows.js';
import { query } from './sql.js';

const LIVE = 'b.cancelled_at IS NULL';
const CANCELLED = 'b.cancelled_at IS NOT NULL';
const UPCOMING = `${LIVE} AND b.start_at > :now`;
const ELAPSED = `${LIVE} AND b.start_at < :now AND b.end_at <= :now`;
/** What was not announced yet is looked for as far back as a booking may last: so long the scheduler may be away. */
const ACTIVE = `${LIVE} AND b.start_at <= :now AND b.end_at > :now AND b.start_at > :now::timestamptz - interval '744 hours'`;
/** A month of a person is little. Of a place it is much: what runs there is read from what was announced, and beside it the rest. */
const ACTIVE_AT_PLACE = [
  `${LIVE} AND b.phase = 1 AND b.end_at > :now AND b.location_id = :locationId`,
  `${ACTIVE} AND b.phase = 0`,
];

/** Each of these, in the order of a list, lies in one piece of an index. */
const statusOf = ({ status, userId }: BookingFilter): readonly string[] => {
  if (status === 'upcoming') return [UPCOMING];
  if (status === 'elapsed') return [ELAPSED];
  if (status === 'active') return userId === undefined ? ACTIVE_AT_PLACE : [ACTIVE];
  return [status === 'cancelled' ? CANCELLED : LIVE];
};

/** Says nothing, but to the planner: see the migration that made the indexes of places. */
export const OF_EVERYBODY = 'b.desk_id > 0';

/** Only the narrowest place is named: with those it lies in, the planner would expect fewer rows than there are. */
const PLACE: Record<ListedPlace['kind'], string> = {
  desk: 'b.desk_id = :deskId',
  room: 'b.room_id = :roomId',
  location: 'b.location_id = :locationId',
};

const rangeOf = (filter: BookingFilter): string[] => [
  ...(filter.overlapping === undefined
    ? []
    : ["b.start_at < :to AND b.end_at > :from AND b.start_at > :from::timestamptz - interval '744 hours'"]),
  // A comparison of rows says the same, but is no range in the planner's eyes: it then expects few rows and sorts them all.
  ...(filter.after === undefined
    ? []
    : ['b.start_at >= :afterStart AND (b.start_at > :afterStart OR b.id > :afterId)']),
];

const PAGE = 'ORDER BY b.start_at, b.id LIMIT :limit';

/** The first bookings that fit: the first of each piece, put in order. */
const pageOf = (filter: BookingFilter): string => {
  const pieces = statusOf(filter).map((status) => {
    const where = [
      status,
      ...(filter.place === undefined ? [] : [PLACE[filter.place.kind]]),
      filter.userId === undefined ? OF_EVERYBODY : 'b.user_id = :userId',
      ...(filter.alsoOfRooms.length === 0 ? [] : ['b.room_id <> ALL (:rooms::bigint[])']),
      ...rangeOf(filter),
    ];
    return `(SELECT b.* FROM booking.bookings b WHERE ${where.join(' AND ')} ${PAGE})`;
  });
  return [...pieces, ...(filter.alsoOfRooms.length === 0 ? [] : ofRooms(filter))].join(' UNION ALL ');
};

const ofRooms = (filter: BookingFilter): string[] =>
  statusOf(filter).map((status) => {
    const where = [status, OF_EVERYBODY, 'b.room_id = room.room_id', ...rangeOf(filter)].join(' AND ');
    return `(SELECT b.* FROM booking.room_places room CROSS JOIN LATERAL (
        SELECT b.* FROM booking.bookings b WHERE ${where} ${PAGE}
      ) b WHERE room.room_id = ANY (:rooms::bigint[]) AND room.location_id = :locationId ${PAGE})`;
  });

/** A page of bookings by start, then id. */
export const listBookings = async (database: Database, filter: BookingFilter) => {
  const { place, overlapping, after } = filter;
  const rows = await query<BookingRow>(
    database.knex,
    // The page first and its names afterwards: joined before the limit, a whole list would be named for one page of it.
    `SELECT ${BOOKING_COLUMNS} FROM (SELECT b.* FROM (${pageOf(filter)}) b ${PAGE}) b ${BOOKING_JOINS} ORDER BY b.start_at, b.id`,
    {
      now: sqlInstant(filter.now),
      deskId: place?.kind === 'desk' ? place.deskId : null,
      roomId: place === undefined || place.kind === 'location' ? null : place.roomId,
      locationId: place?.locationId ?? null,
      userId: filter.userId ?? null,
      rooms: filter.alsoOfRooms,
      from: overlapping === undefined ? null : sqlInstant(overlapping.start),
      to: overlapping === undefined ? null : sqlInstant(overlapping.end),
      afterStart: after === undefined ? null : sqlInstant(after.start),
      afterId: after?.id ?? null,
      limit: filter.limit,
    },
  );
  return rows.map(toBooking);
};

/** Desks and rooms stay where they are, so that their bookings name the same room and location as their places do. */
export const readListedPlace = async (
  { knex }: Database,
  where: Parameters<BookingViews['listedPlace']>[0],
): Promise<ListedPlace | undefined> => {
  if ('deskId' in where) {
    const [desk] = await query<{ room_id: number; location_id: number }>(
      knex,
      'SELECT room_id, location_id FROM booking.desk_places WHERE desk_id = :deskId',
      where,
    );
    return (
      desk && {
        kind: 'desk',
        deskId: where.deskId,
        roomId: roomId(desk.room_id),
        locationId: locationId(desk.location_id),
      }
    );
  }
  const [room] = await query<{ location_id: number }>(
    knex,
    'SELECT location_id FROM booking.room_places WHERE room_id = :roomId',
    where,
  );
  return room && { kind: 'room', roomId: where.roomId, locationId: locationId(room.location_id) };
};
