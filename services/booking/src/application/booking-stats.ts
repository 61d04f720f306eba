import { canonicalZone, DAY_US, instantFromMillis, InvalidRequest, plus, type Clock } from '@flexspace/kernel';
import { DateTime } from 'luxon';
import type { Actor } from './actor.js';
import type { BookingStats, StatsViews } from './ports.js';

const FAVOURITE_DAYS = 30;
const WEEKDAY_DAYS = 90;

export interface StatsResult extends BookingStats {
  /** 1 = Monday; undefined when nothing was booked. */
  readonly busiestWeekday: number | undefined;
}

/** The caller's own numbers, by the calendar of the zone asked for; weeks begin on Monday. */
export const getBookingStats =
  (parts: { readonly stats: StatsViews; readonly clock: Clock }) =>
  async (actor: Actor, timezone: string): Promise<StatsResult> => {
    // Under this name PostgreSQL knows the zone as well.
    const zone = canonicalZone(timezone === '' ? 'UTC' : timezone);
    if (zone === undefined) throw InvalidRequest.field('tz', 'must be an IANA time zone');
    const now = parts.clock.now();
    const local = DateTime.fromMillis(Math.floor(now / 1_000), { zone });
    const span = (unit: 'week' | 'month') => ({
      start: instantFromMillis(local.startOf(unit).toMillis()),
      end: instantFromMillis(
        local
          .startOf(unit)
          .plus({ [unit]: 1 })
          .toMillis(),
      ),
    });
    const stats = await parts.stats.stats({
      userId: actor.person.id,
      timezone: zone,
      now,
      week: span('week'),
      month: span('month'),
      favouritesSince: plus(now, -FAVOURITE_DAYS * DAY_US),
      weekdaysSince: plus(now, -WEEKDAY_DAYS * DAY_US),
    });
    const most = Math.max(...stats.weekdayCounts);
    return { ...stats, busiestWeekday: most > 0 ? stats.weekdayCounts.indexOf(most) + 1 : undefined };
  };
