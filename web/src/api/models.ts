import {
  flag,
  instant,
  list,
  nullable,
  number,
  oneOf,
  optional,
  record,
  text,
  type Decoded,
  type Decoder,
} from './decode.js';

/** The shapes of docs and API: snake_case as on the wire, so that a name means the same everywhere. */
export const personShape = record({ id: text, username: text, full_name: optional(text, '') });
export type Person = Decoded<typeof personShape>;

export const meShape = record({
  id: text,
  username: text,
  email: optional(text, ''),
  full_name: optional(text, ''),
  first_name: optional(text, ''),
  last_name: optional(text, ''),
  is_superuser: optional(flag, false),
  is_staff: optional(flag, false),
  is_any_manager: optional(flag, false),
  role: optional(text, 'user'),
  managed_location_ids: optional(list(number), []),
  managed_room_ids: optional(list(number), []),
});
export type Me = Decoded<typeof meShape>;

export const providersShape = record({ password: flag, sso: flag, google: flag });
export type Providers = Decoded<typeof providersShape>;

const countsShape = { desk_count: optional(number, 0), available_desk_count: optional(number, 0) };

export const treeRoomShape = record({
  id: number,
  name: text,
  ...countsShape,
  can_book: optional(flag, true),
  cannot_book_reason: nullable(text),
  is_under_maintenance: optional(flag, false),
});
export type TreeRoom = Decoded<typeof treeRoomShape>;

export const treeFloorShape = record({
  id: number,
  name: text,
  level: optional(number, 0),
  ...countsShape,
  rooms: list(treeRoomShape),
});

export const treeLocationShape = record({
  id: number,
  name: text,
  lat: optional(number, 0),
  lng: optional(number, 0),
  timezone: optional(text, 'UTC'),
  can_access: optional(flag, true),
  is_manager: optional(flag, false),
  ...countsShape,
  floors: optional(list(treeFloorShape), []),
});

export const treeCountryShape = record({
  id: number,
  name: text,
  country_code: optional(text, ''),
  lat: optional(number, 0),
  lng: optional(number, 0),
  ...countsShape,
  locations: list(treeLocationShape),
});
export const treeShape = list(treeCountryShape);
export type TreeCountry = Decoded<typeof treeCountryShape>;

const orientationShape = oneOf('top', 'bottom', 'left', 'right');
export type Orientation = Decoded<typeof orientationShape>;

export const deskShape = record({
  id: number,
  name: text,
  pos_x: number,
  pos_y: number,
  orientation: optional(orientationShape, 'top'),
  is_booked: optional(flag, false),
  booked_by: nullable(personShape),
  is_locked: optional(flag, false),
  locked_by: nullable(personShape),
  is_permanent: optional(flag, false),
  permanent_assignee: nullable(personShape),
});
export type Desk = Decoded<typeof deskShape>;

const namedShape = record({ id: number, name: text });

export const roomShape = record({
  id: number,
  name: text,
  description: optional(text, ''),
  floor: nullable(namedShape),
  floor_id: nullable(number),
  map_image: nullable(record({ url: text, width: number, height: number })),
  desk_count: optional(number, 0),
  available_desk_count: optional(number, 0),
  is_manager: optional(flag, false),
  can_book: optional(flag, true),
  cannot_book_reason: nullable(text),
  is_under_maintenance: optional(flag, false),
  maintenance_by_name: nullable(text),
});
export type Room = Decoded<typeof roomShape>;

const roomDesksFields = record({ desks: list(deskShape), position: nullable(text) });
/** The room with its desks and the realtime position that the snapshot was taken at. */
export const roomDesksShape: Decoder<Room & { desks: Desk[]; position: string | null }> = (value, path) => ({
  ...roomShape(value, path),
  ...roomDesksFields(value, path),
});

/** A room inside a desk may be the id or the object; the app only needs the id. */
const roomIdShape: Decoder<number> = (value, path) => (typeof value === 'number' ? value : namedShape(value, path).id);

const bookingDeskFields = record({ id: number, name: text });
const bookingDeskShape: Decoder<{ id: number; name: string; room_id: number | null }> = (value, path) => {
  const { id, name } = bookingDeskFields(value, path);
  const { room, room_id } = record({ room: nullable(roomIdShape), room_id: nullable(number) })(value, path);
  return { id, name, room_id: room ?? room_id };
};

export const bookingShape = record({
  id: number,
  desk: bookingDeskShape,
  user: nullable(personShape),
  room_name: optional(text, ''),
  floor_name: optional(text, ''),
  location_name: optional(text, ''),
  location_id: nullable(number),
  location_timezone: optional(text, 'UTC'),
  start_time: instant,
  end_time: instant,
  status: optional(oneOf('upcoming', 'active', 'elapsed', 'cancelled'), 'upcoming'),
  version: nullable(number),
});
export type Booking = Decoded<typeof bookingShape>;

export const holdShape = record({
  expires_at: instant,
  max_expires_at: nullable(instant),
  refresh_after_s: optional(number, 25),
});
export type Hold = Decoded<typeof holdShape>;

export const bulkResultShape = record({
  results: list(
    record({
      desk_id: nullable(number),
      start_time: instant,
      end_time: instant,
      ok: flag,
      id: nullable(number),
      reason: nullable(text),
      conflict_days: optional(list(text), []),
    }),
  ),
});
export type BulkRow = Decoded<typeof bulkResultShape>['results'][number];

/** What changing a booking's times made of it: the first interval is the booking's own, the rest are new ones. */
export const editResultShape = record({
  updated_id: nullable(number),
  created_ids: optional(list(number), []),
  deleted_ids: optional(list(number), []),
  intervals: optional(list(record({ start_time: instant, end_time: instant })), []),
});
export type EditResult = Decoded<typeof editResultShape>;

export const statsShape = record({
  active: nullable(bookingShape),
  next: nullable(bookingShape),
  hours_this_week: optional(number, 0),
  hours_this_month: optional(number, 0),
  upcoming_count: optional(number, 0),
  favourite_location: nullable(record({ id: number, name: text, count: number })),
  favourite_desk: nullable(record({ id: number, name: text, count: number })),
  busiest_weekday: nullable(number),
  weekday_counts: optional(list(number), []),
});
export type Stats = Decoded<typeof statsShape>;

export const preferencesShape = record({
  theme: optional(oneOf('light', 'dark', 'auto'), 'auto'),
  language: optional(oneOf('en', 'es', 'fr', 'de'), 'en'),
  timezone: optional(text, 'UTC'),
  date_format: optional(oneOf('MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD'), 'MM/DD/YYYY'),
  time_format: optional(oneOf('12h', '24h'), '12h'),
  default_location: nullable(number),
  default_booking_duration: optional(number, 8),
});
export type Preferences = Decoded<typeof preferencesShape>;
