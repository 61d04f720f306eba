import { canonicalZone, InvalidRequest, type FieldViolation, type LocationId } from '@flexspace/kernel';

export const THEMES = ['light', 'dark', 'auto'] as const;
export const LANGUAGES = ['en', 'es', 'fr', 'de'] as const;
export const DATE_FORMATS = ['MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD'] as const;
export const TIME_FORMATS = ['12h', '24h'] as const;
const MAX_BOOKING_HOURS = 24;

/** Everybody's own settings. */
export interface Preferences {
  readonly theme: (typeof THEMES)[number];
  readonly language: (typeof LANGUAGES)[number];
  /** An IANA zone. */
  readonly timezone: string;
  readonly dateFormat: (typeof DATE_FORMATS)[number];
  readonly timeFormat: (typeof TIME_FORMATS)[number];
  readonly defaultLocation: LocationId | undefined;
  readonly defaultBookingHours: number;
}

/** What counts for somebody who never chose. */
export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'auto',
  language: 'en',
  timezone: 'UTC',
  dateFormat: 'MM/DD/YYYY',
  timeFormat: '12h',
  defaultLocation: undefined,
  defaultBookingHours: 8,
};

/** A wish to change some of them, as it came in: nothing in it is trusted yet. Absent leaves. */
export interface PreferenceWish {
  readonly theme?: string | undefined;
  readonly language?: string | undefined;
  readonly timezone?: string | undefined;
  readonly dateFormat?: string | undefined;
  readonly timeFormat?: string | undefined;
  /** Null clears it. */
  readonly defaultLocation?: LocationId | null | undefined;
  readonly defaultBookingHours?: number | undefined;
}

/** The preferences after the wish, or one InvalidRequest that names every field that is wrong. */
export const applyWish = (now: Preferences, wish: PreferenceWish): Preferences => {
  const violations: FieldViolation[] = [];
  const choose = <T extends string>(path: string, options: readonly T[], wished: string | undefined, old: T): T => {
    if (wished === undefined) return old;
    const chosen = options.find((option) => option === wished);
    if (chosen === undefined) violations.push({ path, message: `must be one of ${options.join(', ')}` });
    return chosen ?? old;
  };
  if (wish.timezone !== undefined && canonicalZone(wish.timezone) === undefined) {
    violations.push({ path: 'timezone', message: 'must be an IANA time zone such as Europe/Berlin' });
  }
  const hours = wish.defaultBookingHours ?? now.defaultBookingHours;
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_BOOKING_HOURS) {
    violations.push({
      path: 'default_booking_duration',
      message: `must be a whole number of hours, 1–${MAX_BOOKING_HOURS}`,
    });
  }
  const next: Preferences = {
    theme: choose('theme', THEMES, wish.theme, now.theme),
    language: choose('language', LANGUAGES, wish.language, now.language),
    timezone: wish.timezone ?? now.timezone,
    dateFormat: choose('date_format', DATE_FORMATS, wish.dateFormat, now.dateFormat),
    timeFormat: choose('time_format', TIME_FORMATS, wish.timeFormat, now.timeFormat),
    defaultLocation: wish.defaultLocation === undefined ? now.defaultLocation : (wish.defaultLocation ?? undefined),
    defaultBookingHours: hours,
  };
  if (violations.length > 0) throw new InvalidRequest(violations);
  return next;
};
