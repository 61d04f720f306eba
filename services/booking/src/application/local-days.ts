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

/** The days of a zone from a date on; an empty date means today there. Throws INVALID_REQUEST for what is no date. */
export const localDays = (zone: string, startOn: string, options: { count: number; now: Instant }): LocalDay[] => {
  const first =
    startOn === ''
      ? DateTime.fromMillis(Math.floor(options.now / 1_000), { zone })
      : DateTime.fromISO(DATE.test(startOn) ? startOn : '', { zone });
  if (!first.isValid || first.year < YEARS.first || first.year > YEARS.last) {
    throw InvalidRequest.field('start', 'must be a date, YYYY-MM-DD');
  }
  // Noon exists on every day of every zone, so adding days to it never lands on a neighbour.
  const noon = first.set({ hour: 12, minute: 0, second: 0, millisecond: 0 });
  return Array.from({ length: options.count }, (_, offset) => {
    const day = noon.plus({ days: offset });
    return {
      date: day.toFormat('yyyy-MM-dd'),
      during: { start: startOf(day), end: startOf(noon.plus({ days: offset + 1 })) },
    };
  });
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
