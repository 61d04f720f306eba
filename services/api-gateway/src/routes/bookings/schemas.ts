import { Type as T, type Static } from 'typebox';
import {
  Count,
  Day,
  Id,
  Interval,
  Moment,
  nullable,
  Person,
  ref,
  shape,
  TimeZone,
  UserId,
  Version,
} from '../wire-types.js';

export const BookingStatus = T.Enum(['upcoming', 'active', 'elapsed', 'cancelled']);
export type BookingStatus = Static<typeof BookingStatus>;

export const Booking = shape(
  {
    id: Id,
    desk: shape({ id: Id, name: T.String(), room: Id, room_name: T.String() }),
    user: nullable(ref(Person)),
    room_name: T.String(),
    floor_name: T.String(),
    floor_id: Id,
    location_name: T.String(),
    location_id: Id,
    location_timezone: T.String(),
    start_time: Moment,
    end_time: Moment,
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
  start: T.Optional(Moment),
  end: T.Optional(Moment),
  user_only: T.Optional(T.Boolean()),
  user: T.Optional(UserId),
  status: T.Optional(BookingStatus),
  limit: T.Optional(T.Integer({ minimum: 1, maximum: 500, default: 100 })),
  cursor: T.Optional(T.String({ minLength: 1, maxLength: 500 })),
});
export type BookingFilter = Static<typeof BookingFilter>;

export const NewBooking = shape({ desk_id: Id, start_time: Moment, end_time: Moment });
export const BookingChange = shape({
  desk_id: T.Optional(Id),
  start_time: T.Optional(Moment),
  end_time: T.Optional(Moment),
});

export const DeskChoice = shape({ desk_id: Id });
export const Hold = shape(
  { ok: T.Literal(true), expires_at: Moment, max_expires_at: Moment, refresh_after_s: T.Integer() },
  { $id: 'Hold' },
);
export type Hold = Static<typeof Hold>;
export const Done = shape({ ok: T.Literal(true) });

const MOST_INTERVALS = 100;
// Written out, because what comes in is validated and a validator knows no references.
const WantedInterval = shape({ start_time: Moment, end_time: Moment });
export const BulkBooking = shape({
  desk_id: T.Optional(Id),
  desk_ids: T.Optional(T.Array(Id, { minItems: 1, maxItems: 100 })),
  intervals: T.Array(WantedInterval, { minItems: 1, maxItems: MOST_INTERVALS }),
  atomic: T.Optional(T.Boolean({ default: false })),
});
export const BulkResult = shape(
  {
    results: T.Array(
      shape({
        desk_id: Id,
        start_time: Moment,
        end_time: Moment,
        ok: T.Boolean(),
        status: T.Integer(),
        id: T.Optional(Id),
        reason: T.Optional(T.String()),
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
const Favourite = shape({ id: Id, name: T.String(), count: Count });
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
