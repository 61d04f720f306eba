import { toMillis, type Instant } from '@flexspace/kernel';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Booking } from '../../domain/booking.js';

/** How often a calendar program should come back. */
const REFRESH_SECONDS = 900;

/**
 * Bookings as an iCalendar file. Times are UTC: a local time with a zone would need that zone's rules in the file. The UID never
 * changes and SEQUENCE grows with each change, so a program that has the file already replaces what it shows.
 */
export const calendarFile = (bookings: readonly Booking[], now: Instant): string => {
  const calendar = ical({
    name: 'FlexSpace',
    prodId: { company: 'FlexSpace', product: 'Booking', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
  });
  for (const { id, desk, during, cancelled, version } of bookings) {
    calendar.createEvent({
      id: `booking-${id}@flexspace`,
      sequence: version - 1,
      stamp: new Date(toMillis(now)),
      start: new Date(toMillis(during.start)),
      end: new Date(toMillis(during.end)),
      summary: `Desk ${desk.deskName}, ${desk.roomName}`,
      location: `${desk.locationName}, ${desk.floorName}, ${desk.roomName}, ${desk.deskName}`,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
};
