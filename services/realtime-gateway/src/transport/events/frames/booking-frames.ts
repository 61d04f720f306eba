import { BookingStatus, type Booking } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { BookingsChanged } from '@flexspace/contracts/flexspace/events/v1/events';
import { formatInstant } from '@flexspace/kernel';
import { fromTimestamp } from '@flexspace/service-kit';
import type { DraftFrame } from '../../../application/publish-event.js';
import { roomTopic } from '../../../domain/topic.js';
import { deskStatusFrame } from './desk-frames.js';
import { personShape } from './person-shape.js';

const STATUSES: Readonly<Record<BookingStatus, string>> = {
  [BookingStatus.BOOKING_STATUS_UNSPECIFIED]: 'upcoming',
  [BookingStatus.BOOKING_STATUS_UPCOMING]: 'upcoming',
  [BookingStatus.BOOKING_STATUS_ACTIVE]: 'active',
  [BookingStatus.BOOKING_STATUS_ELAPSED]: 'elapsed',
  [BookingStatus.BOOKING_STATUS_CANCELLED]: 'cancelled',
  [BookingStatus.UNRECOGNIZED]: 'upcoming',
};

/** A booking as the REST API shows it to somebody who may know who booked: that is whoever may listen to the room. */
export const bookingShape = (booking: Booking): Readonly<Record<string, unknown>> => ({
  id: booking.id,
  desk: { id: booking.deskId, name: booking.deskName, room: booking.roomId },
  user: personShape(booking.user),
  room_name: booking.roomName,
  floor_name: booking.floorName,
  floor_id: booking.floorId,
  location_name: booking.locationName,
  location_id: booking.locationId,
  location_timezone: booking.locationTimezone,
  start_time: formatInstant(fromTimestamp(booking.startTime, 'start_time')),
  end_time: formatInstant(fromTimestamp(booking.endTime, 'end_time')),
  status: STATUSES[booking.status],
  version: booking.version,
});

const actionOf = (change: BookingsChanged): 'upsert' | 'delete' | 'mixed' => {
  if (change.deletedIds.length === 0) return 'upsert';
  return change.upserted.length === 0 ? 'delete' : 'mixed';
};

/** The calendar of a desk changed; and its marker, when the change touches this very moment. */
export const bookingFrames = (change: BookingsChanged): DraftFrame[] => [
  {
    type: 'update_bookings',
    audience: { kind: 'topic', topic: roomTopic(change.roomId) },
    payload: {
      desk_id: change.deskId,
      action: actionOf(change),
      bookings: change.upserted.map(bookingShape),
      deleted_ids: change.deletedIds,
    },
  },
  ...(change.status === undefined ? [] : [deskStatusFrame(change.status)]),
];
