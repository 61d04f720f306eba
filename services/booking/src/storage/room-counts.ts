import { sqlInstant } from '@flexspace/database';
import { deskId, locationId, roomId, type Instant, type LocationId, type RoomId } from '@flexspace/kernel';
import type { RoomCount, TakenDesks } from '../application/ports.js';
import { query, type Executor } from './sql.js';

export interface RoomFilter {
  /** Empty = every room. */
  readonly roomIds: readonly RoomId[];
  readonly locationId: LocationId | undefined;
}

interface CountRow {
  readonly room_id: number;
  readonly location_id: number;
  readonly desk_count: number;
  readonly desk_set: number;
  readonly taken: number;
  readonly available: number;
}

/** What a filter adds; each has a plan of its own. */
const EVERY = '';
const SOME = 'AND c.room_id = ANY (:roomIds::bigint[])';
const OF_LOCATION = 'AND c.location_id = :locationId';

/**
 * Reads the counts that are kept by room, and corrects them for what has begun or ended and was not announced yet: two index
 * ranges of about a second's bookings. Costs rooms, never desks or bookings.
 */
const countsOf = (condition: string): string => `
  WITH due AS (
    SELECT d.room_id, sum(b.change)::integer AS change FROM (
      SELECT desk_id, 1 AS change FROM booking.bookings
      WHERE phase = 0 AND cancelled_at IS NULL AND start_at <= :now AND end_at > :now
      UNION ALL
      SELECT desk_id, -1 FROM booking.bookings WHERE phase = 1 AND cancelled_at IS NULL AND end_at <= :now
    ) b JOIN booking.desk_places d USING (desk_id)
    WHERE NOT d.removed AND d.assignee_id IS NULL GROUP BY d.room_id
  )
  SELECT c.room_id, c.location_id, c.desks AS desk_count, c.desk_set,
    c.desks - c.bookable + c.occupied + coalesce(due.change, 0) AS taken,
    CASE WHEN r.under_maintenance THEN 0 ELSE c.bookable - c.occupied - coalesce(due.change, 0) END AS available
  FROM booking.room_counts c
  JOIN booking.room_places r USING (room_id)
  JOIN booking.location_places l ON l.location_id = c.location_id
  LEFT JOIN due USING (room_id)
  WHERE c.desks > 0 AND NOT r.removed AND NOT l.removed ${condition}
  ORDER BY c.room_id`;

const STATEMENTS = {
  every: { sql: countsOf(EVERY), preparedAs: 'count_every_room' },
  some: { sql: countsOf(SOME), preparedAs: 'count_some_rooms' },
  ofLocation: { sql: countsOf(OF_LOCATION), preparedAs: 'count_rooms_of_location' },
  someOfLocation: { sql: countsOf(`${SOME} ${OF_LOCATION}`), preparedAs: 'count_some_rooms_of_location' },
} as const;

const statementFor = ({ roomIds, locationId }: RoomFilter) => {
  if (locationId === undefined) return roomIds.length === 0 ? STATEMENTS.every : STATEMENTS.some;
  return roomIds.length === 0 ? STATEMENTS.ofLocation : STATEMENTS.someOfLocation;
};

/** Desks and free desks of each room, right at `now` whatever has been announced. */
export const readRoomCounts = async (
  executor: Executor,
  filter: RoomFilter,
  now: Instant,
): Promise<readonly RoomCount[]> => {
  const { sql, preparedAs } = statementFor(filter);
  const bindings = { now: sqlInstant(now), roomIds: filter.roomIds, locationId: filter.locationId ?? null };
  const rows = await query<CountRow>(executor, sql, bindings, { preparedAs });
  return rows.map((row): RoomCount => ({
    roomId: roomId(row.room_id),
    locationId: locationId(row.location_id),
    deskCount: row.desk_count,
    deskSet: row.desk_set,
    takenDeskCount: row.taken,
    availableDeskCount: row.available,
  }));
};

/** Desks of these rooms that are booked at `now` or one person's own. Looks at each desk of them: for few rooms. */
export const readTakenDesks = async (
  executor: Executor,
  roomIds: readonly RoomId[],
  now: Instant,
): Promise<readonly TakenDesks[]> => {
  const rows = await query<{ room_id: number; location_id: number | null; desk_ids: readonly number[] }>(
    executor,
    `SELECT wanted.room_id, r.location_id, ARRAY(
       SELECT d.desk_id FROM booking.desk_places d
       LEFT JOIN LATERAL (
         SELECT end_at FROM booking.bookings
         WHERE desk_id = d.desk_id AND cancelled_at IS NULL AND start_at <= :now ORDER BY start_at DESC LIMIT 1
       ) last ON true
       WHERE d.room_id = wanted.room_id AND NOT d.removed AND (d.assignee_id IS NOT NULL OR last.end_at > :now)
       ORDER BY d.desk_id
     ) AS desk_ids
     FROM unnest(:roomIds::bigint[]) AS wanted (room_id)
     LEFT JOIN booking.room_places r USING (room_id) ORDER BY wanted.room_id`,
    { roomIds, now: sqlInstant(now) },
  );
  return rows.map((row) => ({
    roomId: roomId(row.room_id),
    locationId: row.location_id === null ? undefined : locationId(row.location_id),
    deskIds: row.desk_ids.map(deskId),
  }));
};
