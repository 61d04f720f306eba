import {
  BookingStatus as WireStatus,
  type Booking as WireBooking,
  type BookingStats as WireStats,
  type BookingStats_Favourite,
  type BulkCreateBookingsResponse,
  type DeskLock,
  type EditIntervalsResponse,
} from '@flexspace/contracts/flexspace/booking/v1/booking';
import { isReason } from '@flexspace/kernel';
import { statusOf } from '../../http/problem-types.js';
import { toInterval, toMoment, toPerson } from '../wire-mapper.js';
import type { Booking, BookingStats, BookingStatus, BulkResult, Hold, IntervalEditResult } from './schemas.js';

const WIRE: Readonly<Record<BookingStatus, WireStatus>> = {
  upcoming: WireStatus.BOOKING_STATUS_UPCOMING,
  active: WireStatus.BOOKING_STATUS_ACTIVE,
  elapsed: WireStatus.BOOKING_STATUS_ELAPSED,
  cancelled: WireStatus.BOOKING_STATUS_CANCELLED,
};
const NAMES = new Map<WireStatus, BookingStatus>([
  [WireStatus.BOOKING_STATUS_UPCOMING, 'upcoming'],
  [WireStatus.BOOKING_STATUS_ACTIVE, 'active'],
  [WireStatus.BOOKING_STATUS_ELAPSED, 'elapsed'],
  [WireStatus.BOOKING_STATUS_CANCELLED, 'cancelled'],
]);
/** How long before the hold ends the app should ask for another minute. */
const REFRESH_AFTER_S = 25;
const CREATED = 201;
const CONFLICT = 409;

export const fromStatus = (status: BookingStatus | undefined): WireStatus =>
  status === undefined ? WireStatus.BOOKING_STATUS_UNSPECIFIED : WIRE[status];

const toStatus = (status: WireStatus): BookingStatus => {
  const name = NAMES.get(status);
  if (name === undefined) throw new Error(`a booking came with the unknown status ${status}`);
  return name;
};

export const toBooking = (booking: WireBooking): Booking => ({
  id: booking.id,
  desk: { id: booking.deskId, name: booking.deskName, room: booking.roomId, room_name: booking.roomName },
  user: toPerson(booking.user),
  room_name: booking.roomName,
  floor_name: booking.floorName,
  floor_id: booking.floorId,
  location_name: booking.locationName,
  location_id: booking.locationId,
  location_timezone: booking.locationTimezone,
  start_time: toMoment(booking.startTime),
  end_time: toMoment(booking.endTime),
  status: toStatus(booking.status),
  version: booking.version,
});

export const toHold = (lock: DeskLock): Hold => ({
  ok: true,
  expires_at: toMoment(lock.expiresAt),
  max_expires_at: toMoment(lock.maxExpiresAt),
  refresh_after_s: REFRESH_AFTER_S,
});

export const toBulkResult = (answer: BulkCreateBookingsResponse): BulkResult => ({
  results: answer.results.map((row) => {
    if (row.interval === undefined) throw new Error('a row of a bulk booking came without its interval');
    const wanted = { desk_id: row.deskId, ...toInterval(row.interval) };
    if (row.reason === '') return { ...wanted, ok: true, status: CREATED, id: row.bookingId };
    return {
      ...wanted,
      ok: false,
      status: isReason(row.reason) ? statusOf(row.reason) : CONFLICT,
      reason: row.reason,
      ...(row.conflictDays.length > 0 && { conflict_days: row.conflictDays }),
    };
  }),
});

export const toIntervalEditResult = (answer: EditIntervalsResponse): IntervalEditResult => ({
  updated_id: answer.updatedId === 0 ? null : answer.updatedId,
  created_ids: answer.createdIds,
  deleted_ids: answer.deletedIds,
  intervals: answer.intervals.map(toInterval),
});

const toFavourite = (favourite: BookingStats_Favourite | undefined): BookingStats['favourite_desk'] =>
  favourite === undefined ? null : { id: favourite.id, name: favourite.name, count: favourite.count };

export const toStats = (stats: WireStats): BookingStats => ({
  active: stats.active === undefined ? null : toBooking(stats.active),
  next: stats.next === undefined ? null : toBooking(stats.next),
  hours_this_week: stats.hoursThisWeek,
  hours_this_month: stats.hoursThisMonth,
  upcoming_count: stats.upcomingCount,
  favourite_location: toFavourite(stats.favouriteLocation),
  favourite_desk: toFavourite(stats.favouriteDesk),
  busiest_weekday: stats.busiestWeekday === 0 ? null : stats.busiestWeekday,
  weekday_counts: stats.weekdayCounts,
});
