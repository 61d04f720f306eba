import type { BookingServiceService } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { requireService, toTimestamp, unary, type Handlers } from '@flexspace/service-kit';
import type { ServerParts, WithActor } from './booking-server.js';
import { readBookingId } from './booking-mapper.js';
import { calendarFile } from './calendar-file.js';

type CalendarMethods =
  'getBookingCalendar' | 'getCalendarFeed' | 'rotateCalendarFeed' | 'revokeCalendarFeed' | 'readCalendarFeed';

export const calendarHandlers = (
  { useCases, clock }: ServerParts,
  withActor: WithActor,
): Pick<Handlers<typeof BookingServiceService>, CalendarMethods> => ({
  getBookingCalendar: withActor(async (actor, request) => ({
    text: calendarFile([await useCases.getBooking(actor, readBookingId(request.bookingId))], clock.now()),
  })),
  getCalendarFeed: withActor(async (actor) => {
    const createdAt = await useCases.getCalendarFeed(actor);
    const exists = createdAt !== undefined;
    return { exists, createdAt: exists ? toTimestamp(createdAt) : undefined, token: '' };
  }),
  rotateCalendarFeed: withActor(async (actor) => {
    const { token, createdAt } = await useCases.rotateCalendarFeed(actor);
    return { exists: true, createdAt: toTimestamp(createdAt), token };
  }),
  revokeCalendarFeed: withActor(async (actor) => {
    await useCases.revokeCalendarFeed(actor);
    return {};
  }),
  readCalendarFeed: unary(async (request, call) => {
    requireService(call);
    return { text: calendarFile(await useCases.readCalendarFeed(request.token), clock.now()) };
  }),
});
