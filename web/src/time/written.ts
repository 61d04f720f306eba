/** Dates and times as people write and read them. What inputs hold is always `YYYY-MM-DD` and `HH:MM`. */
export const dateFormats = ['MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD'] as const;
export type DateFormat = (typeof dateFormats)[number];

/** The language with the order of day and month that goes with the chosen format; only English has both. */
export function localeTag(language: string, format: DateFormat): string {
  if (language !== 'en') return language;
  return format === 'MM/DD/YYYY' ? 'en-US' : 'en-GB';
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-25` as the format writes it. */
export function writeDate(date: string, format: DateFormat): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return format.replace('YYYY', year).replace('MM', month).replace('DD', day);
}

/** What somebody typed as a date, with any separator and with or without the year; null when it names no day. */
export function readDate(typed: string, format: DateFormat, thisYear: number): string | null {
  const parts = typed
    .trim()
    .split(/[^\d]+/)
    .filter((part) => part !== '');
  if (parts.length < 2 || parts.length > 3) return null;
  const order = format.split(/[/-]/);
  const named = parts.length === 3 ? order : order.filter((part) => part !== 'YYYY');
  // A year in front is one, whatever the format: nobody means the 2026th day.
  const names = parts[0]?.length === 4 ? ['YYYY', 'MM', 'DD'] : named;
  const value = (name: string): number => Number(parts[names.indexOf(name)] ?? Number.NaN);
  const shortYear = parts.length === 3 ? value('YYYY') : thisYear;
  const year = shortYear < 100 ? 2000 + shortYear : shortYear;
  const [month, day] = [value('MM'), value('DD')];
  const asUtc = new Date(Date.UTC(year, month - 1, day));
  const real = asUtc.getUTCFullYear() === year && asUtc.getUTCMonth() === month - 1 && asUtc.getUTCDate() === day;
  return real ? `${year}-${two(month)}-${two(day)}` : null;
}

/** `14:30` on a clock of 12 or 24 hours. */
export function writeTime(time: string, hour12: boolean): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  if (!hour12) return `${two(hours)}:${two(minutes)}`;
  return `${hours % 12 === 0 ? 12 : hours % 12}:${two(minutes)} ${hours < 12 ? 'AM' : 'PM'}`;
}

/** What somebody typed as a time: `9`, `9:30`, `0930`, `9.30`, `9 pm`; null when it is none. */
export function readTime(typed: string): string | null {
  const found = /^\s*(\d{1,2})(?:[:.h\s]?(\d{2}))?\s*(?:([ap])\.?\s?m?\.?|h|uhr)?\s*$/i.exec(typed);
  if (!found) return null;
  const half = found[3]?.toLowerCase();
  let hours = Number(found[1]);
  const minutes = Number(found[2] ?? 0);
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half === 'p' ? 12 : 0);
  }
  return hours > 23 || minutes > 59 ? null : `${two(hours)}:${two(minutes)}`;
}
