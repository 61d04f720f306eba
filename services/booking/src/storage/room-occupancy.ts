import { sqlInstant } from '@flexspace/database';
import { deskId, locationId, userId, type Instant, type Interval, type Person, type RoomId } from '@flexspace/kernel';
import type { DeskOccupancy } from '../application/ports.js';
import { query, type Executor } from './sql.js';

interface OccupancyRow {
  readonly desk_id: number;
  readonly location_id: number;
  readonly under_maintenance: boolean;
  readonly assignee_id: string | null;
  readonly assignee_username: string;
  readonly assignee_name: string;
  readonly user_id: string | null;
  readonly username: string;
  readonly full_name: string;
  readonly until: Instant | null;
}

const person = (id: string | null, username: string, fullName: string): Person | undefined =>
  id === null ? undefined : { id: userId(id), username, fullName };

/**
 * Who has each desk of a room in some part of a range; a moment is a range of one microsecond. Two index look-ups a desk: the
 * last booking that began by the start, and the first one after it.
 */
export const readOccupancy = async (executor: Executor, room: RoomId, during: Interval): Promise<DeskOccupancy[]> => {
  const rows = await query<OccupancyRow>(
    executor,
    `SELECT d.desk_id, d.location_id, r.under_maintenance,
       d.assignee_id, coalesce(a.username, d.assignee_id::text) AS assignee_username,
       coalesce(a.full_name, d.assignee_id::text) AS assignee_name,
       taken.user_id, coalesce(p.username, taken.user_id::text) AS username,
       coalesce(p.full_name, taken.user_id::text) AS full_name,
       coalesce(taken.end_at, later.start_at) AS until
     FROM booking.desk_places d
     JOIN booking.room_places r USING (room_id)
     LEFT JOIN LATERAL (
       SELECT user_id, start_at, end_at FROM booking.bookings
       WHERE desk_id = d.desk_id AND cancelled_at IS NULL AND start_at <= :from ORDER BY start_at DESC LIMIT 1
     ) before ON before.end_at > :from
     LEFT JOIN LATERAL (
       SELECT user_id, start_at, end_at FROM booking.bookings
       WHERE desk_id = d.desk_id AND cancelled_at IS NULL AND start_at > :from ORDER BY start_at LIMIT 1
     ) later ON true
     CROSS JOIN LATERAL (
       SELECT CASE WHEN before.user_id IS NOT NULL THEN before.user_id
                   WHEN later.start_at < :to THEN later.user_id END AS user_id,
              CASE WHEN before.user_id IS NOT NULL THEN before.end_at
                   WHEN later.start_at < :to THEN later.end_at END AS end_at
     ) taken
     LEFT JOIN booking.people p ON p.user_id = taken.user_id
     LEFT JOIN booking.people a ON a.user_id = d.assignee_id
     WHERE d.room_id = :room AND NOT d.removed
     ORDER BY d.desk_id`,
    { room, from: sqlInstant(during.start), to: sqlInstant(during.end) },
  );
  return rows.map((row) => ({
    deskId: deskId(row.desk_id),
    locationId: locationId(row.location_id),
    bookedBy: person(row.user_id, row.username, row.full_name),
    until: row.until ?? undefined,
    assignee: person(row.assignee_id, row.assignee_username, row.assignee_name),
    roomUnderMaintenance: row.under_maintenance,
  }));
};
