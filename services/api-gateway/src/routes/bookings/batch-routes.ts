import { InvalidRequest } from '@flexspace/kernel';
import { reading, writing } from '../../http/authentication.js';
import { ifVersion } from '../../http/etag.js';
import { idempotencyKeyOf } from '../../http/idempotency-key.js';
import type { Routes } from '../route-context.js';
import { fromIntervals } from '../wire-mapper.js';
import { IdParams, ref } from '../wire-types.js';
import { toBulkResult, toIntervalEditResult, toStats } from './mapper.js';
import { BookingStats, BulkBooking, BulkResult, IntervalEdit, IntervalEditResult, StatsQuery } from './schemas.js';

const tags = ['bookings'];
const DEFAULT_ZONE = 'UTC';

export const bookingBatchRoutes: Routes = (api, { clients }) => {
  api.post(
    '/bookings/bulk_create',
    {
      schema: {
        operationId: 'bulkCreateBookings',
        summary: 'Book many intervals on one or many desks',
        tags,
        body: BulkBooking,
        response: { 200: ref(BulkResult), 201: ref(BulkResult) },
      },
      config: {
        problems: [
          'LOCATION_GATE',
          'ROOM_GATE',
          'DESK_PERMANENT',
          'NOT_FOUND',
          'SLOT_TAKEN',
          'ROOM_UNDER_MAINTENANCE',
          'DESK_LOCKED',
        ],
      },
    },
    async (request, reply) => {
      const { desk_id: deskId, desk_ids: deskIds, intervals, atomic = false } = request.body;
      if (deskId !== undefined && deskIds !== undefined)
        throw InvalidRequest.field('desk_ids', 'cannot be combined with desk_id');
      const chosen = deskId === undefined ? deskIds : [deskId];
      if (chosen === undefined) throw InvalidRequest.field('desk_id', 'is required, or desk_ids');
      const message = {
        deskIds: chosen,
        intervals: fromIntervals(intervals),
        atomic,
        singleDesk: deskId !== undefined,
        idempotencyKey: idempotencyKeyOf(request),
      };
      const answer = await clients.booking.bulkCreateBookings(message, writing(request));
      return reply.code(atomic ? 201 : 200).send(toBulkResult(answer));
    },
  );

  api.post(
    '/bookings/:id/edit_intervals',
    {
      schema: {
        operationId: 'editBookingIntervals',
        summary: 'Replace a booking’s range by intervals: trim, split, merge',
        tags,
        params: IdParams,
        body: IntervalEdit,
        response: { 200: ref(IntervalEditResult) },
      },
      config: {
        problems: [
          'NOT_OWNER',
          'LOCATION_GATE',
          'ROOM_GATE',
          'DESK_PERMANENT',
          'NOT_FOUND',
          'SLOT_TAKEN',
          'STALE',
          'ROOM_UNDER_MAINTENANCE',
          'BOOKING_ELAPSED',
          'BOOKING_STARTED',
        ],
      },
    },
    async (request) => {
      const message = {
        bookingId: request.params.id,
        intervals: fromIntervals(request.body.intervals),
        ifVersion: ifVersion(request),
      };
      return toIntervalEditResult(await clients.booking.editIntervals(message, writing(request)));
    },
  );

  api.get(
    '/bookings/stats',
    {
      schema: {
        operationId: 'getBookingStats',
        summary: 'What the stats panel shows',
        tags,
        querystring: StatsQuery,
        response: { 200: ref(BookingStats) },
      },
    },
    async (request) => {
      const timezone = request.query.tz ?? (await clients.access.getPreferences({}, reading(request))).timezone;
      const answer = await clients.booking.getBookingStats(
        { timezone: timezone === '' ? DEFAULT_ZONE : timezone },
        reading(request),
      );
      return toStats(answer);
    },
  );
};
