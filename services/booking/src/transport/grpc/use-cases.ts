import type { assignPermanentDesk, clearPermanentDesk } from '../../application/permanent-desk.js';
import type { getAvailability } from '../../application/availability.js';
import type { getBookingStats } from '../../application/booking-stats.js';
import type { bulkCreate } from '../../application/bulk-create.js';
import type {
  getCalendarFeed,
  readCalendarFeed,
  revokeCalendarFeed,
  rotateCalendarFeed,
} from '../../application/calendar.js';
import type { cancelBooking } from '../../application/cancel-booking.js';
import type { changeBooking } from '../../application/change-booking.js';
import type { countRooms, countUpcoming, listTakenDesks } from '../../application/count-rooms.js';
import type { createBooking } from '../../application/create-booking.js';
import type { editIntervals } from '../../application/edit-intervals.js';
import type { getBooking } from '../../application/get-booking.js';
import type { listAudit } from '../../application/list-audit.js';
import type { listBookings } from '../../application/list-bookings.js';
import type { getDeskLock, lockDesk, refreshDeskLock, unlockDesk } from '../../application/lock-desk.js';
import type { getRoomState } from '../../application/room-state.js';
import type { getNextBoundary, runTransitions } from '../../application/run-transitions.js';
import type { withholdDesks } from '../../application/withhold-desks.js';

/** Everything that the service does on request, with its parts built in. */
export interface UseCases {
  readonly createBooking: ReturnType<typeof createBooking>;
  readonly getBooking: ReturnType<typeof getBooking>;
  readonly listBookings: ReturnType<typeof listBookings>;
  readonly changeBooking: ReturnType<typeof changeBooking>;
  readonly cancelBooking: ReturnType<typeof cancelBooking>;
  readonly bulkCreate: ReturnType<typeof bulkCreate>;
  readonly editIntervals: ReturnType<typeof editIntervals>;
  readonly getBookingStats: ReturnType<typeof getBookingStats>;
  readonly lockDesk: ReturnType<typeof lockDesk>;
  readonly refreshDeskLock: ReturnType<typeof refreshDeskLock>;
  readonly unlockDesk: ReturnType<typeof unlockDesk>;
  readonly getDeskLock: ReturnType<typeof getDeskLock>;
  readonly getRoomState: ReturnType<typeof getRoomState>;
  readonly getAvailability: ReturnType<typeof getAvailability>['whole'];
  readonly nameAvailability: ReturnType<typeof getAvailability>['name'];
  readonly countRooms: ReturnType<typeof countRooms>;
  readonly listTakenDesks: ReturnType<typeof listTakenDesks>;
  readonly countUpcoming: ReturnType<typeof countUpcoming>;
  readonly assignPermanentDesk: ReturnType<typeof assignPermanentDesk>;
  readonly clearPermanentDesk: ReturnType<typeof clearPermanentDesk>;
  readonly withholdDesks: ReturnType<typeof withholdDesks>;
  readonly getNextBoundary: ReturnType<typeof getNextBoundary>;
  readonly runTransitions: ReturnType<typeof runTransitions>;
  readonly listAudit: ReturnType<typeof listAudit>;
  readonly getCalendarFeed: ReturnType<typeof getCalendarFeed>;
  readonly rotateCalendarFeed: ReturnType<typeof rotateCalendarFeed>;
  readonly revokeCalendarFeed: ReturnType<typeof revokeCalendarFeed>;
  readonly readCalendarFeed: ReturnType<typeof readCalendarFeed>;
  readonly reconcileLocks: () => Promise<number>;
  readonly cleanUp: () => Promise<number>;
}
