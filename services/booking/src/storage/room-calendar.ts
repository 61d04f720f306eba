import { sqlInstant, type Database } from '@flexspace/database';
import { deskId, type Instant } from '@flexspace/kernel';
import type { BookingViews, BusyDesk } from '../application/ports.js';
import { query } from './sql.js';

/**
 * The desks of a place with their bookings in a range, and a digest of exactly these rows: whatever a calendar shows is in it, so
 * equal digests mean equal calendars. The last booking that began before the range may reach into it; no other can, because
 * bookings do not overlap.
 */
const calendarOf = (column: 'd.desk_id' | 'd.room_id'): string => `
  WITH desks AS MATERIALIZED (
    SELECT d.desk_id, d.name, b.starts, b.ends
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
    WHERE NOT d.removed AND ${column} = :id
  ), named AS (
    -- The rows as PostgreSQL would send them: every column with its length, so nothing runs into its neighbour.
    SELECT encode(sha256(coalesce(string_agg(record_send(desks), '' ORDER BY desk_id), '')), 'base64') AS digest FROM desks
  )`;

const statementsFor = (column: 'd.desk_id' | 'd.room_id') => ({
  whole: `${calendarOf(column)} SELECT named.digest, desks.* FROM named LEFT JOIN desks ON true ORDER BY desk_id`,
  digest: `${calendarOf(column)} SELECT digest FROM named`,
});
const DESK = statementsFor('d.desk_id');
const ROOM = statementsFor('d.room_id');

interface CalendarRow {
  readonly digest: string;
  /** Null in the one row of a room without desks. */
  readonly desk_id: number | null;
  readonly name: string;
  readonly starts: readonly Instant[] | null;
  readonly ends: readonly Instant[] | null;
}

type Range = Parameters<BookingViews['busy']>[1];
type Where = Parameters<BookingViews['busy']>[0];

const bindingsOf = (where: Where, during: Range) => ({
  id: 'deskId' in where ? where.deskId : where.roomId,
  from: sqlInstant(during.start),
  to: sqlInstant(during.end),
});

const toBusyDesks = ({ desk_id: id, name, starts, ends }: CalendarRow): BusyDesk[] =>
  id === null
    ? []
    : [{ deskId: deskId(id), name, busy: (starts ?? []).map((start, at) => ({ start, end: ends?.[at] ?? start })) }];

export const createRoomCalendar = ({ knex }: Pick<Database, 'knex'>): Pick<BookingViews, 'busy' | 'digestOfBusy'> => ({
  async busy(where, during) {
    const one = 'deskId' in where;
    const options = { preparedAs: one ? 'busy_desk' : 'busy_room' };
    const rows = await query<CalendarRow>(knex, (one ? DESK : ROOM).whole, bindingsOf(where, during), options);
    return { digest: rows[0]?.digest ?? '', desks: rows.flatMap(toBusyDesks) };
  },
  async digestOfBusy(where, during) {
    const one = 'deskId' in where;
    const options = { preparedAs: one ? 'digest_of_busy_desk' : 'digest_of_busy_room' };
    const rows = await query<Pick<CalendarRow, 'digest'>>(
      knex,
      (one ? DESK : ROOM).digest,
      bindingsOf(where, during),
      options,
    );
    return rows[0]?.digest ?? '';
  },
});
