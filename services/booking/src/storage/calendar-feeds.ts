import { sqlInstant, type Database } from '@flexspace/database';
import { userId as toUserId, type Instant } from '@flexspace/kernel';
import type { CalendarFeeds } from '../application/ports.js';
import { BOOKING_COLUMNS, BOOKING_JOINS, toBooking, type BookingRow } from './booking-rows.js';
import { query } from './sql.js';

const FIRST = 'ORDER BY b.start_at, b.id LIMIT :limit';

/** Cancelled ones are in indexes of their own: asked for together with the others, all bookings there are would be read. */
const eventsOf = (cancelledAt: 'IS NULL' | 'IS NOT NULL'): string => `(
  SELECT b.* FROM booking.bookings b
  WHERE b.user_id = :userId AND b.end_at > :endingAfter AND b.start_at > :endingAfter::timestamptz - interval '744 hours'
    AND b.cancelled_at ${cancelledAt} ${FIRST})`;

export const createCalendarFeeds = (database: Database): CalendarFeeds => ({
  async createdAt(userId) {
    const rows = await query<{ created_at: Instant }>(
      database.knex,
      'SELECT created_at FROM booking.calendar_feeds WHERE user_id = :userId',
      { userId },
    );
    return rows[0]?.created_at;
  },
  async put({ userId, tokenHash, createdAt }) {
    await query(
      database.knex,
      `INSERT INTO booking.calendar_feeds (user_id, token_hash, created_at) VALUES (:userId, :tokenHash, :createdAt)
       ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at`,
      { userId, tokenHash, createdAt: sqlInstant(createdAt) },
    );
  },
  async remove(userId) {
    await query(database.knex, 'DELETE FROM booking.calendar_feeds WHERE user_id = :userId', { userId });
  },
  async ownerOf(tokenHash) {
    const rows = await query<{ user_id: string }>(
      database.knex,
      'SELECT user_id FROM booking.calendar_feeds WHERE token_hash = :tokenHash',
      { tokenHash },
    );
    return rows[0] && toUserId(rows[0].user_id);
  },
  async bookingsOf(userId, endingAfter, limit) {
    const rows = await query<BookingRow>(
      database.knex,
      `SELECT ${BOOKING_COLUMNS} FROM (
         SELECT b.* FROM (${eventsOf('IS NULL')} UNION ALL ${eventsOf('IS NOT NULL')}) b ${FIRST}
       ) b ${BOOKING_JOINS} ORDER BY b.start_at, b.id`,
      { userId, endingAfter: sqlInstant(endingAfter), limit },
    );
    return rows.map(toBooking);
  },
});
