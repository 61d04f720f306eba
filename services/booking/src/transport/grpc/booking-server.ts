import type { BookingServiceService } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Clock } from '@flexspace/kernel';
import {
  fromTimestamp,
  fromWireInterval,
  toWireInterval,
  unary,
  type CallContext,
  type Handlers,
} from '@flexspace/service-kit';
import type { Actor } from '../../application/actor.js';
import { toWireBooking } from '../../wire/booking-wire.js';
import { createCallActor } from './call-actor.js';
import type { AccessVerdicts } from './access-verdicts.js';
import { auditHandlers } from './audit-handlers.js';
import { calendarHandlers } from './calendar-handlers.js';
import { lockHandlers } from './lock-handlers.js';
import { machineHandlers, type MachineParts } from './machine-handlers.js';
import { placeHandlers } from './place-handlers.js';
import { readBookingId, readBulk, readCreate, readDeskId, readList, toCursor, toWireStats } from './booking-mapper.js';

export interface ServerParts extends MachineParts {
  readonly verdicts: AccessVerdicts;
  readonly clock: Clock;
}

/** A handler that is given the actor of the call. */
export type WithActor = <Request, Response>(
  handle: (actor: Actor, request: Request) => Promise<Response>,
) => ReturnType<typeof unary<Request, Response>>;

/** The whole BookingService: messages to use cases and back, nothing else. */
export const bookingHandlers = (parts: ServerParts): Handlers<typeof BookingServiceService> => {
  const { useCases, clock } = parts;
  const actorOf = (call: CallContext): Actor => createCallActor(parts.verdicts, call);
  const withActor: WithActor = (handle) => unary((request, call) => handle(actorOf(call), request));

  return {
    createBooking: withActor(async (actor, request) =>
      toWireBooking(await useCases.createBooking(actor, readCreate(request, actor.person.id)), clock.now()),
    ),
    getBooking: withActor(async (actor, request) =>
      toWireBooking(await useCases.getBooking(actor, readBookingId(request.bookingId)), clock.now()),
    ),
    listBookings: withActor(async (actor, request) => {
      const page = await useCases.listBookings(actor, readList(request));
      const now = clock.now();
      return { bookings: page.bookings.map((one) => toWireBooking(one, now)), nextPageToken: toCursor(page.next) };
    }),
    changeBooking: withActor(async (actor, request) => {
      const booking = await useCases.changeBooking(actor, {
        bookingId: readBookingId(request.bookingId),
        start: request.startTime && fromTimestamp(request.startTime, 'start_time'),
        end: request.endTime && fromTimestamp(request.endTime, 'end_time'),
        deskId: request.deskId === undefined ? undefined : readDeskId(request.deskId),
        ifVersion: request.ifVersion,
      });
      return toWireBooking(booking, clock.now());
    }),
    cancelBooking: withActor(async (actor, request) => {
      const command = { bookingId: readBookingId(request.bookingId), ifVersion: request.ifVersion };
      return toWireBooking(await useCases.cancelBooking(actor, command), clock.now());
    }),
    bulkCreateBookings: withActor(async (actor, request) => {
      const results = await useCases.bulkCreate(actor, readBulk(request, actor.person.id));
      return {
        results: results.map((result) => ({
          deskId: result.deskId,
          interval: toWireInterval(result.during),
          bookingId: result.bookingId ?? 0,
          reason: result.reason ?? '',
          conflictDays: [...result.conflictDays],
        })),
      };
    }),
    editIntervals: withActor(async (actor, request) => {
      const result = await useCases.editIntervals(actor, {
        bookingId: readBookingId(request.bookingId),
        intervals: request.intervals.map((range, index) => fromWireInterval(range, `intervals[${index}]`)),
        ifVersion: request.ifVersion,
      });
      return {
        updatedId: result.updatedId ?? 0,
        createdIds: [...result.createdIds],
        deletedIds: [...result.deletedIds],
        intervals: result.intervals.map(toWireInterval),
      };
    }),
    getBookingStats: withActor(async (actor, request) =>
      toWireStats(await useCases.getBookingStats(actor, request.timezone), clock.now()),
    ),
    ...auditHandlers(useCases, withActor),
    ...calendarHandlers(parts, withActor),
    ...lockHandlers(useCases, withActor),
    ...placeHandlers(parts, withActor),
    ...machineHandlers(parts),
  };
};
