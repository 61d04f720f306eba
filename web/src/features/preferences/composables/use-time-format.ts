import { useI18n } from 'vue-i18n';
import { localeTag, writeDate } from '../../../time/written.js';
import { hourMs, minuteMs, sameDay, sameWall, startOfDay, toInputs } from '../../../time/zone.js';
import { usePreferences } from '../stores/preferences.js';

export interface TimeFormat {
  readonly zone: () => string;
  readonly time: (ms: number, zone?: string) => string;
  readonly day: (ms: number, zone?: string) => string;
  /** A time alone when it is of the same day as `near`, with its day otherwise. */
  readonly moment: (ms: number, near: number) => string;
  /** The date alone, as the preferences write it. */
  readonly date: (ms: number) => string;
  readonly range: (start: number, end: number, zone?: string) => string;
  readonly dayRange: (start: number, end: number, zone?: string) => string;
  readonly length: (ms: number) => string;
  readonly number: (value: number) => string;
  readonly ago: (ms: number) => string;
  /** The same moments on the location's clock, or null where that says nothing new. */
  readonly elsewhere: (start: number, end: number, zone: string) => string | null;
}

const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  cache.set(key, made);
  return made;
}

/** Dates, times and lengths as this person reads them: own zone, own formats, own language. */
export function useTimeFormat(): TimeFormat {
  const preferences = usePreferences();
  const { locale } = useI18n();
  const own = (): string => preferences.zone;

  function time(ms: number, zone = own()): string {
    const options: Intl.DateTimeFormatOptions = preferences.hour12
      ? { hour: 'numeric', minute: '2-digit', hour12: true }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
    return formatter(locale.value, { ...options, timeZone: zone }).format(ms);
  }
  function day(ms: number, zone = own()): string {
    const tag = localeTag(locale.value, preferences.current.date_format);
    if (preferences.current.date_format === 'YYYY-MM-DD') {
      const weekday = formatter(tag, { weekday: 'short', timeZone: zone }).format(ms);
      return `${weekday} ${writeDate(toInputs(ms, zone).date, 'YYYY-MM-DD')}`;
    }
    return formatter(tag, { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone }).format(ms);
  }
  const date = (ms: number): string => writeDate(toInputs(ms, own()).date, preferences.current.date_format);

  function range(start: number, end: number, zone = own()): string {
    // Midnight at the end of the same day reads better as an end than as another day.
    const ends = sameDay(start, end - 1, zone) ? time(end, zone) : `${day(end, zone)}, ${time(end, zone)}`;
    return `${time(start, zone)} – ${ends}`;
  }

  const moment = (ms: number, near: number): string =>
    sameDay(ms, near, own()) ? time(ms) : `${day(ms)}, ${time(ms)}`;
  const dayRange = (start: number, end: number, zone = own()): string =>
    `${day(start, zone)}, ${range(start, end, zone)}`;

  function length(ms: number): string {
    const minutes = Math.max(0, Math.round(ms / minuteMs));
    const unit = (value: number, name: string): string =>
      new Intl.NumberFormat(locale.value, { style: 'unit', unit: name, unitDisplay: 'narrow' })
        .format(value)
        .replace(/(\d)(\p{L})/u, '$1 $2');
    if (minutes >= 48 * 60) return unit(Math.round(minutes / 1440), 'day');
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return `${rest} min`;
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  }

  function elsewhere(start: number, end: number, zone: string): string | null {
    if (sameWall(start, own(), zone) && sameWall(end, own(), zone)) return null;
    const sameDate = startOfDay(start, own()) === startOfDay(start, zone) || day(start) === day(start, zone);
    return sameDate ? range(start, end, zone) : dayRange(start, end, zone);
  }

  function ago(ms: number): string {
    const seconds = Math.max(0, Math.round(ms / 1000));
    const relative = new Intl.RelativeTimeFormat(locale.value, { numeric: 'always', style: 'narrow' });
    if (seconds < 60) return relative.format(-seconds, 'second');
    return ms < hourMs
      ? relative.format(-Math.round(seconds / 60), 'minute')
      : relative.format(-Math.round(seconds / 3600), 'hour');
  }

  const number = (value: number): string => new Intl.NumberFormat(locale.value).format(value);
  return { zone: own, time, day, moment, date, range, dayRange, length, number, ago, elsewhere };
}
