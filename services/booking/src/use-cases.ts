import type { Database } from '@flexspace/database';
import type { Clock } from '@flexspace/kernel';
import { getAvailability } from './application/availability.js';
import { getBookingStats } from './application/booking-stats.js';
import { bulkCreate } from './application/bulk-create.js';
import { getCalendarFeed, readCalendarFeed, revokeCalendarFeed, rotateCalendarFeed } from './application/calendar.js';
import { cancelBooking } from './application/cancel-booking.js';
import { changeBooking } from './application/change-booking.js';
import { countRooms, countUpcoming, listTakenDesks } from './application/count-rooms.js';
import { createBooking } from './application/create-booking.js';
import { editIntervals } from './application/edit-intervals.js';
import { getBooking } from './application/get-booking.js';
import { listAudit } from './application/list-audit.js';
import { listBookings } from './application/list-bookings.js';
import { getDeskLock, lockDesk, refreshDeskLock, unlockDesk } from './application/lock-desk.js';
import type { LockHerald } from './application/lock-herald.js';
import { assignPermanentDesk, clearPermanentDesk } from './application/permanent-desk.js';
import type { BookingViews, DeskDirectory, DeskLocks } from './application/ports.js';
import { getRoomState } from './application/room-state.js';
import { getNextBoundary, runTransitions } from './application/run-transitions.js';
import { withholdDesks } from './application/withhold-desks.js';
import type { BookingConfig } from './config.js';
import { createAuditTrail } from './storage/audit-trail.js';
import { createBookingRepository } from './storage/booking-repository.js';
import { createCalendarFeeds } from './storage/calendar-feeds.js';
import { createDeskHolds } from './storage/desk-holds.js';
import { createStatsViews } from './storage/booking-stats.js';
import { createHousekeeping } from './storage/housekeeping.js';
import { createPermanentDeskStore } from './storage/permanent-desk-store.js';
import { createTransitionStore } from './storage/transition-store.js';
import type { BookingTelemetry } from './telemetry.js';
import type { UseCases } from './transport/grpc/use-cases.js';

export interface UseCaseParts {
  readonly config: BookingConfig;
  readonly clock: Clock;
  readonly database: Database;
  readonly desks: DeskDirectory;
  readonly views: BookingViews;
  readonly locks: DeskLocks;
  readonly herald: LockHerald;
  readonly telemetry: BookingTelemetry;
}

/** Puts the use cases together with their parts, and counts how each write ends. */
export const buildUseCases = (parts: UseCaseParts): UseCases => {
  const { clock, database, telemetry, herald } = parts;
  const bookings = createBookingRepository(database);
  const transitions = createTransitionStore(database);
  const housekeeping = createHousekeeping(database);
  const shared = { ...parts, bookings, transitions, horizonDays: parts.config.BOOKING_HORIZON_DAYS };
  const permanentParts = { ...shared, permanent: createPermanentDeskStore(database) };
  const calendarParts = { clock, feeds: createCalendarFeeds(database) };
  const run = runTransitions(shared);
  const availability = getAvailability(shared);

  return {
    createBooking: telemetry.bookings.count('create', createBooking(shared)),
    getBooking: getBooking(shared),
    listBookings: listBookings(shared),
    changeBooking: telemetry.bookings.count('change', changeBooking(shared)),
    cancelBooking: telemetry.bookings.count('cancel', cancelBooking(shared)),
    bulkCreate: telemetry.bookings.count('bulk_create', bulkCreate(shared)),
    editIntervals: telemetry.bookings.count('edit_intervals', editIntervals(shared)),
    getBookingStats: getBookingStats({ stats: createStatsViews(database), clock }),
    lockDesk: telemetry.locks.count('lock', lockDesk(shared)),
    refreshDeskLock: telemetry.locks.count('refresh', refreshDeskLock(shared)),
    unlockDesk: telemetry.locks.count('unlock', unlockDesk(shared)),
    getDeskLock: getDeskLock(shared),
    getRoomState: getRoomState(shared),
    getAvailability: availability.whole,
    nameAvailability: availability.name,
    countRooms: countRooms(shared),
    listTakenDesks: listTakenDesks(shared),
    countUpcoming: countUpcoming(shared),
    assignPermanentDesk: telemetry.bookings.count('assign_permanent', assignPermanentDesk(permanentParts)),
    clearPermanentDesk: telemetry.bookings.count('clear_permanent', clearPermanentDesk(permanentParts)),
    listAudit: listAudit({ trail: createAuditTrail(database) }),
    getCalendarFeed: getCalendarFeed(calendarParts),
    rotateCalendarFeed: rotateCalendarFeed(calendarParts),
    revokeCalendarFeed: revokeCalendarFeed(calendarParts),
    readCalendarFeed: readCalendarFeed(calendarParts),
    withholdDesks: withholdDesks({ ...shared, holds: createDeskHolds(database) }),
    getNextBoundary: getNextBoundary(shared),
    async runTransitions(fencingToken) {
      const result = await run(fencingToken);
      telemetry.boundariesAnnounced('started', result.started);
      telemetry.boundariesAnnounced('ended', result.ended);
      return result;
    },
    reconcileLocks: () => herald.reconcile(),
    cleanUp: () => housekeeping.cleanUp(clock.now()),
  };
};
