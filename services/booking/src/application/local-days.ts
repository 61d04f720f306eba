import { instantFromMillis, InvalidRequest, type Instant, type Interval } from '@flexspace/kernel';
import { DateTime } from 'luxon';

/** A calendar day of a place. It has 23, 24 or 25 hours, and where midnight is skipped it begins later. */
export interface LocalDay {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly during: Interval;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const YEARS = { first: 1971, last: 2199 };

const startOf = (day: DateTime): Instant => instantFromMillis(day.startOf('day').toMillis());

/** Lists of days that are kept: what people look at are a few zones and the weeks around today. */
const KNOWN_LISTS = 500;
const known = new Map<string, readonly LocalDay[]>();

const daysFrom = (first: DateTime, count: number): readonly LocalDay[] => {
  const key = `${first.zoneName ?? ''} ${first.toISODate() ?? ''} ${count}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  // Noon exists on every day of every zone, so adding days to it never lands on a neighbour.
  const noon = first.set({ hour: 12, minute: 0, second: 0, millisecond: 0 });
  const days = Array.from({ length: count }, (_, offset) => ({
    date: noon.plus({ days: offset }).toFormat('yyyy-MM-dd'),
    during: { start: startOf(noon.plus({ days: offset })), end: startOf(noon.plus({ days: offset + 1 })) },
  }));
  if (known.size >= KNOWN_LISTS) known.clear();
  known.set(key, days);
  return days;
};

/** The days of a zone from a date on; an empty date means today there. Throws INVALID_REQUEST for what is no date. */
export const localDays = (
  zone: string,
  startOn: string,
  options: { count: number; now: Instant },
): readonly LocalDay[] => {
  const first =
    startOn === ''
      ? DateTime.fromMillis(Math.floor(options.now / 1_000), { zone })
      : DateTime.fromISO(DATE.test(startOn) ? startOn : '', { zone });
  if (!first.isValid || first.year < YEARS.first || first.year > YEARS.last) {
    throw InvalidRequest.field('start', 'must be a date, YYYY-MM-DD');
  }
  return daysFrom(first, options.count);
};

/** The local dates that a stretch of time touches. */
export const datesTouched = (zone: string, during: Interval): string[] => {
  const last = DateTime.fromMillis(Math.floor((during.end - 1) / 1_000), { zone }).toFormat('yyyy-MM-dd');
  const dates: string[] = [];
  let day = DateTime.fromMillis(Math.floor(during.start / 1_000), { zone }).set({ hour: 12 });
  for (;;) {
    const date = day.toFormat('yyyy-MM-dd');
    if (date > last) return dates;
    dates.push(date);
    day = day.plus({ days: 1 });
  }
};
