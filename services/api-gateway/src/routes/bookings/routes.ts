import type { Interval as WireInterval } from '@flexspace/contracts/flexspace/common/v1/common';
import { InvalidRequest } from '@flexspace/kernel';
import type { FastifyRequest } from 'fastify';
import { Type as T, type Static } from 'typebox';
import { reading, writing } from '../../http/authentication.js';
import { ifVersion, sendLive } from '../../http/etag.js';
import { idempotencyKeyOf } from '../../http/idempotency-key.js';
import { linkNext } from '../../http/paging.js';
import type { Routes } from '../route-context.js';
import { fromInterval, fromMoment } from '../wire-mapper.js';
import { Empty, IdParams, Nothing, ref } from '../wire-types.js';
import { fromStatus, toBooking } from './mapper.js';
import { Booking, BookingChange, BookingFilter, NewBooking } from './schemas.js';

const tags = ['bookings'];
const One = ref(Booking);

const overlapOf = ({ start, end }: BookingFilter): WireInterval | undefined => {
  if (start === undefined && end === undefined) return undefined;
  if (start === undefined) throw InvalidRequest.field('start', 'is required beside end');
  if (end === undefined) throw InvalidRequest.field('end', 'is required beside start');
  try {
    return fromInterval({ start_time: start, end_time: end });
  } catch (error) {
    if (error instanceof InvalidRequest) throw InvalidRequest.field('end', 'must be later than start');
    throw error;
  }
};

export const bookingRoutes: Routes = (api, { clients }) => {
  api.get(
    '/bookings',
    {
      schema: {
        operationId: 'listBookings',
        summary: 'Bookings by start',
        tags,
        querystring: BookingFilter,
        response: { 200: T.Array(One) },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND'] },
    },
    async (request, reply) => {
      const { query } = request;
      const message = {
        deskId: query.desk ?? 0,
        roomId: query.room ?? 0,
        locationId: query.location ?? 0,
        overlapping: overlapOf(query),
        ownOnly: query.user_only ?? false,
        userId: query.user?.toLowerCase() ?? '',
        status: fromStatus(query.status),
        pageSize: query.limit ?? 100,
        pageToken: query.cursor ?? '',
      };
      const { bookings, nextPageToken } = await clients.booking.listBookings(message, reading(request));
      linkNext(request, reply, nextPageToken);
      return bookings.map(toBooking);
    },
  );

  api.post(
    '/bookings',
    {
      schema: { operationId: 'createBooking', summary: 'Book a desk', tags, body: NewBooking, response: { 201: One } },
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
      const { desk_id: deskId, ...times } = request.body;
      const message = { deskId, interval: fromInterval(times), idempotencyKey: idempotencyKeyOf(request) };
      const body = toBooking(await clients.booking.createBooking(message, writing(request)));
      return reply.code(201).header('location', `/api/bookings/${body.id}/`).send(body);
    },
  );

  api.get(
    '/bookings/:id',
    {
      schema: {
        operationId: 'getBooking',
        summary: 'One booking',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const body = toBooking(await clients.booking.getBooking({ bookingId: request.params.id }, reading(request)));
      return sendLive(request, reply, { body, version: body.version });
    },
  );

  const change = async (
    request: FastifyRequest,
    bookingId: number,
    body: Static<typeof BookingChange>,
  ): Promise<Booking> => {
    const { start_time: start, end_time: end, desk_id: deskId } = body;
    if (start !== undefined && end !== undefined) fromInterval({ start_time: start, end_time: end });
    const message = {
      bookingId,
      startTime: start === undefined ? undefined : fromMoment(start, 'start_time'),
      endTime: end === undefined ? undefined : fromMoment(end, 'end_time'),
      deskId,
      ifVersion: ifVersion(request),
    };
    return toBooking(await clients.booking.changeBooking(message, writing(request)));
  };

  for (const method of ['PATCH', 'PUT'] as const) {
    api.route({
      method,
      url: '/bookings/:id',
      schema: {
        operationId: method === 'PATCH' ? 'changeBooking' : 'replaceBooking',
        summary: 'Move a booking in time or to another desk',
        tags,
        params: IdParams,
        body: BookingChange,
        response: { 200: One },
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
      handler: (request) => change(request, request.params.id, request.body),
    });
  }

  api.delete(
    '/bookings/:id',
    {
      schema: {
        operationId: 'cancelBooking',
        summary: 'Cancel a booking',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 204: Empty },
      },
      config: { problems: ['NOT_OWNER', 'NOT_FOUND', 'STALE', 'BOOKING_ELAPSED'] },
    },
    async (request, reply) => {
      await clients.booking.cancelBooking(
        { bookingId: request.params.id, ifVersion: ifVersion(request) },
        writing(request),
      );
      return reply.code(204).send(undefined);
    },
  );
};
