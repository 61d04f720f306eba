import { Type as T, type Static } from 'typebox';
import { Id, nullable, shape, TimeZone } from '../wire-types.js';

const Theme = T.Enum(['light', 'dark', 'auto']);
const Language = T.Enum(['en', 'es', 'fr', 'de']);
const DateFormat = T.Enum(['MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD']);
const TimeFormat = T.Enum(['12h', '24h']);

export const Preferences = shape(
  {
    theme: Theme,
    language: Language,
    timezone: T.String(),
    date_format: DateFormat,
    time_format: TimeFormat,
    default_location: nullable(Id),
    default_booking_duration: T.Integer({ minimum: 1, maximum: 24 }),
  },
  { $id: 'Preferences' },
);
export type Preferences = Static<typeof Preferences>;

/** What is absent stays as it is; null clears the default location. */
export const PreferencesChange = shape({
  theme: T.Optional(Theme),
  language: T.Optional(Language),
  timezone: T.Optional(TimeZone),
  date_format: T.Optional(DateFormat),
  time_format: T.Optional(TimeFormat),
  default_location: T.Optional(nullable(Id)),
  default_booking_duration: T.Optional(T.Integer({ minimum: 1, maximum: 24 })),
});
export type PreferencesChange = Static<typeof PreferencesChange>;
