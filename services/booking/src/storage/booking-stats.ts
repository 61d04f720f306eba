import { sqlInstant, type Database, type Knex } from '@flexspace/database';
import type { Interval } from '@flexspace/kernel';
import type { Favourite, StatsViews, StatsWindow } from '../application/ports.js';
import type { Booking } from '../domain/booking.js';
import { BOOKING_SELECT, toBooking, type BookingRow } from './booking-rows.js';
import { query } from './sql.js';

const WEEKDAYS = 7;

/** What the stats panel shows, each part by the index on user and start. */
export const createStatsViews = (database: Database): StatsViews => ({
  async stats(window) {
    const { knex } = database;
    const [active, next, hours, upcomingCount, locations, desks, weekdays] = await Promise.all([
      one(
        knex,
        "b.start_at <= :now AND b.end_at > :now AND b.start_at > :now::timestamptz - interval '744 hours'",
        window,
      ),
      one(knex, 'b.start_at > :now', window),
      readHours(knex, window),
      countUpcoming(knex, window),
      favourite(knex, 'location', window),
      favourite(knex, 'desk', window),
      readWeekdays(knex, window),
    ]);
    return {
      active,
      next,
      hoursThisWeek: hours.week,
      hoursThisMonth: hours.month,
      upcomingCount,
      favouriteLocation: locations,
      favouriteDesk: desks,
      weekdayCounts: weekdays,
    };
  },
});

const one = async (knex: Knex, condition: string, window: StatsWindow): Promise<Booking | undefined> => {
  const rows = await query<BookingRow>(
    knex,
    `${BOOKING_SELECT} WHERE b.user_id = :userId AND b.cancelled_at IS NULL AND ${condition}
     ORDER BY b.start_at, b.id LIMIT 1`,
    { userId: window.userId, now: sqlInstant(window.now) },
  );
  return rows[0] && toBooking(rows[0]);
};

/** Hours between instants: a week with a change of clocks has an hour less or more, and so have the bookings across it. */
const HOURS_WITHIN = (range: 'week' | 'month'): string => `
  coalesce(sum(extract(epoch FROM least(end_at, :${range}End) - greatest(start_at, :${range}Start)))
    FILTER (WHERE start_at < :${range}End AND end_at > :${range}Start), 0)::float8 / 3600 AS ${range}`;

const readHours = async (
  knex: Knex,
  { userId, week, month }: StatsWindow,
): Promise<{ week: number; month: number }> => {
  const all: Interval = {
    start: week.start < month.start ? week.start : month.start,
    end: week.end > month.end ? week.end : month.end,
  };
  const rows = await query<{ week: number; month: number }>(
    knex,
    `SELECT ${HOURS_WITHIN('week')}, ${HOURS_WITHIN('month')} FROM booking.bookings
     WHERE user_id = :userId AND cancelled_at IS NULL
       AND start_at < :to AND end_at > :from AND start_at > :from::timestamptz - interval '744 hours'`,
    {
      userId,
      weekStart: sqlInstant(week.start),
      weekEnd: sqlInstant(week.end),
      monthStart: sqlInstant(month.start),
      monthEnd: sqlInstant(month.end),
      from: sqlInstant(all.start),
      to: sqlInstant(all.end),
    },
  );
  return rows[0] ?? { week: 0, month: 0 };
};

const countUpcoming = async (knex: Knex, { userId, now }: StatsWindow): Promise<number> => {
  const rows = await query<{ count: number }>(
    knex,
    `SELECT count(*) AS count FROM booking.bookings
     WHERE user_id = :userId AND cancelled_at IS NULL AND start_at > :now`,
    { userId, now: sqlInstant(now) },
  );
  return rows[0]?.count ?? 0;
};

const favourite = async (
  knex: Knex,
  what: 'location' | 'desk',
  { userId, favouritesSince, now }: StatsWindow,
): Promise<Favourite | undefined> => {
  const rows = await query<Favourite>(
    knex,
    `SELECT b.${what}_id AS id, p.name, count(*) AS count
     FROM booking.bookings b JOIN booking.${what}_places p USING (${what}_id)
     WHERE b.user_id = :userId AND b.cancelled_at IS NULL AND b.start_at > :since AND b.start_at <= :now
     GROUP BY b.${what}_id, p.name ORDER BY count(*) DESC, max(b.start_at) DESC, b.${what}_id LIMIT 1`,
    { userId, since: sqlInstant(favouritesSince), now: sqlInstant(now) },
  );
  return rows[0];
};

const readWeekdays = async (
  knex: Knex,
  { userId, weekdaysSince, now, timezone }: StatsWindow,
): Promise<readonly number[]> => {
  const rows = await query<{ weekday: number; count: number }>(
    knex,
    `SELECT extract(isodow FROM start_at AT TIME ZONE :timezone)::integer AS weekday, count(*) AS count
     FROM booking.bookings
     WHERE user_id = :userId AND cancelled_at IS NULL AND start_at > :since AND start_at <= :now GROUP BY 1`,
    { userId, timezone, since: sqlInstant(weekdaysSince), now: sqlInstant(now) },
  );
  const counts = new Map(rows.map((row) => [row.weekday, row.count]));
  return Array.from({ length: WEEKDAYS }, (_, index) => counts.get(index + 1) ?? 0);
};
