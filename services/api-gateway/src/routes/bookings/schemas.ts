import { Type as T, type Static } from 'typebox';
import {
  Count,
  Cursor,
  Day,
  End,
  Id,
  Interval,
  Limit,
  Moment,
  nullable,
  Person,
  ref,
  shape,
  Start,
  TimeZone,
  UserId,
  Version,
  Words,
} from '../wire-types.js';

export const BookingStatus = T.Enum(['upcoming', 'active', 'elapsed', 'cancelled']);
export type BookingStatus = Static<typeof BookingStatus>;

export const Booking = shape(
  {
    id: Id,
    desk: shape({ id: Id, name: Words, room: Id, room_name: Words }),
    user: nullable(ref(Person)),
    room_name: Words,
    floor_name: Words,
    floor_id: Id,
    location_name: Words,
    location_id: Id,
    location_timezone: TimeZone,
    start_time: Start,
    end_time: End,
    status: BookingStatus,
    version: Version,
  },
  { $id: 'Booking' },
);
export type Booking = Static<typeof Booking>;

export const BookingFilter = shape({
  desk: T.Optional(Id),
  room: T.Optional(Id),
  location: T.Optional(Id),
  start: T.Optional(Start),
  end: T.Optional(End),
  user_only: T.Optional(T.Boolean()),
  user: T.Optional(UserId),
  status: T.Optional(BookingStatus),
  limit: T.Optional(Limit),
  cursor: T.Optional(Cursor),
});
export type BookingFilter = Static<typeof BookingFilter>;

export const NewBooking = shape({ desk_id: Id, start_time: Start, end_time: End });
export const BookingChange = T.Object(
  { desk_id: T.Optional(Id), start_time: T.Optional(Start), end_time: T.Optional(End) },
  {
    additionalProperties: false,
    examples: [{ start_time: '2026-11-25T09:00:00Z', end_time: '2026-11-25T12:00:00Z' }],
  },
);

export const DeskChoice = shape({ desk_id: Id });
export const Hold = shape(
  { ok: T.Literal(true), expires_at: Moment, max_expires_at: Moment, refresh_after_s: T.Integer() },
  { $id: 'Hold' },
);
export type Hold = Static<typeof Hold>;
export const Done = shape({ ok: T.Literal(true) });

const MOST_INTERVALS = 100;
// Written out, because what comes in is validated and a validator knows no references.
const WantedInterval = shape({ start_time: Start, end_time: End });
export const BulkBooking = T.Object(
  {
    desk_id: T.Optional(Id),
    desk_ids: T.Optional(T.Array(Id, { minItems: 1, maxItems: 100 })),
    intervals: T.Array(WantedInterval, { minItems: 1, maxItems: MOST_INTERVALS }),
    atomic: T.Optional(T.Boolean({ default: false })),
  },
  {
    additionalProperties: false,
    examples: [
      {
        desk_ids: [42],
        intervals: [{ start_time: '2026-11-24T09:00:00Z', end_time: '2026-11-24T12:00:00Z' }],
        atomic: true,
      },
    ],
  },
);
export const BulkResult = shape(
  {
    results: T.Array(
      shape({
        desk_id: Id,
        start_time: Start,
        end_time: End,
        ok: T.Boolean(),
        status: T.Integer({ examples: [201] }),
        id: T.Optional(Id),
        reason: T.Optional(T.String({ examples: ['SLOT_TAKEN'] })),
        conflict_days: T.Optional(T.Array(Day)),
      }),
    ),
  },
  { $id: 'BulkResult' },
);
export type BulkResult = Static<typeof BulkResult>;

export const IntervalEdit = shape({ intervals: T.Array(WantedInterval, { maxItems: MOST_INTERVALS }) });
export const IntervalEditResult = shape(
  { updated_id: nullable(Id), created_ids: T.Array(Id), deleted_ids: T.Array(Id), intervals: T.Array(ref(Interval)) },
  { $id: 'IntervalEditResult' },
);
export type IntervalEditResult = Static<typeof IntervalEditResult>;

export const StatsQuery = shape({ tz: T.Optional(TimeZone) });
const Favourite = shape({ id: Id, name: Words, count: Count });
export const BookingStats = shape(
  {
    active: nullable(ref(Booking)),
    next: nullable(ref(Booking)),
    hours_this_week: T.Number(),
    hours_this_month: T.Number(),
    upcoming_count: Count,
    favourite_location: nullable(Favourite),
    favourite_desk: nullable(Favourite),
    busiest_weekday: nullable(T.Integer({ minimum: 1, maximum: 7 })),
    weekday_counts: T.Array(Count, { minItems: 7, maxItems: 7 }),
  },
  { $id: 'BookingStats' },
);
export type BookingStats = Static<typeof BookingStats>;
