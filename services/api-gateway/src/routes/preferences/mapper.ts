import type {
  Preferences as WirePreferences,
  UpdatePreferencesRequest,
} from '@flexspace/contracts/flexspace/access/v1/access';
import type { Preferences, PreferencesChange } from './schemas.js';

const oneOf = <const Allowed extends readonly string[]>(allowed: Allowed, value: string): Allowed[number] => {
  const found = allowed.find((option) => option === value);
  if (found === undefined) throw new Error(`access answered the unknown preference ${value}`);
  return found;
};

export const toPreferences = (preferences: WirePreferences): Preferences => ({
  theme: oneOf(['light', 'dark', 'auto'], preferences.theme),
  language: oneOf(['en', 'es', 'fr', 'de'], preferences.language),
  timezone: preferences.timezone,
  date_format: oneOf(['MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD'], preferences.dateFormat),
  time_format: oneOf(['12h', '24h'], preferences.timeFormat),
  default_location: preferences.defaultLocationId === 0 ? null : preferences.defaultLocationId,
  default_booking_duration: preferences.defaultBookingDuration,
});

export const fromPreferencesChange = (change: PreferencesChange): UpdatePreferencesRequest => ({
  theme: change.theme,
  language: change.language,
  timezone: change.timezone,
  dateFormat: change.date_format,
  timeFormat: change.time_format,
  defaultLocationId: change.default_location === undefined ? undefined : (change.default_location ?? 0),
  defaultBookingDuration: change.default_booking_duration,
});
