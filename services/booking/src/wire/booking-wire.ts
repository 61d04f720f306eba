import {
  BookingStatus as WireStatus,
  type Booking as WireBooking,
} from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Instant } from '@flexspace/kernel';
import { toTimestamp, toWirePerson } from '@flexspace/service-kit';
import { statusOf, type Booking, type BookingStatus } from '../domain/booking.js';

const STATUS: Record<BookingStatus, WireStatus> = {
  upcoming: WireStatus.BOOKING_STATUS_UPCOMING,
  active: WireStatus.BOOKING_STATUS_ACTIVE,
  elapsed: WireStatus.BOOKING_STATUS_ELAPSED,
  cancelled: WireStatus.BOOKING_STATUS_CANCELLED,
};

/** A booking as answers and events carry it: the same words in both, so that a screen can apply either. */
export const toWireBooking = (booking: Booking, now: Instant): WireBooking => ({
  id: booking.id,
  deskId: booking.desk.deskId,
  deskName: booking.desk.deskName,
  roomId: booking.desk.roomId,
  roomName: booking.desk.roomName,
  floorId: booking.desk.floorId,
  floorName: booking.desk.floorName,
  locationId: booking.desk.locationId,
  locationName: booking.desk.locationName,
  locationTimezone: booking.desk.timezone,
  user: toWirePerson(booking.user),
  startTime: toTimestamp(booking.during.start),
  endTime: toTimestamp(booking.during.end),
  status: STATUS[statusOf(booking, now)],
  version: booking.version,
});
