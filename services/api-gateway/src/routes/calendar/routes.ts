import { NotFound } from '@flexspace/kernel';
import type { FastifyReply } from 'fastify';
import { Type as T } from 'typebox';
import { reading, writing } from '../../http/authentication.js';
import type { Routes } from '../route-context.js';
import { toOptionalMoment } from '../wire-mapper.js';
import { Empty, IdParams, Moment, Nothing, nullable, ref, shape } from '../wire-types.js';

const tags = ['calendar'];
const SECRET_FILE = /^([\w-]{16,200})\.ics$/;

/** The secret is in the address, and told once. */
export const CalendarFeed = shape(
  {
    exists: T.Boolean(),
    created_at: nullable(Moment),
    url: T.Optional(
      T.String({ examples: ['https://flexspace.example.com/api/calendar/a-secret-of-many-letters.ics'] }),
    ),
  },
  { $id: 'CalendarFeed' },
);
const CalendarText = T.String({
  description: 'An iCalendar file',
  examples: ['BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n'],
});

const sendCalendar = (reply: FastifyReply, text: string, name: string): FastifyReply =>
  reply
    .headers({
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-cache',
    })
    .send(text);

export const calendarRoutes: Routes = (api, { clients, config, serviceToken }) => {
  api.get(
    '/bookings/:id/ical',
    {
      schema: {
        operationId: 'getBookingCalendar',
        summary: 'One booking as an iCalendar file',
        tags,
        params: IdParams,
        querystring: Nothing,
        produces: ['text/calendar'],
        response: { 200: CalendarText },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const { id: bookingId } = request.params;
      const { text } = await clients.booking.getBookingCalendar({ bookingId }, reading(request));
      return sendCalendar(reply, text, `booking-${bookingId}.ics`);
    },
  );

  api.get(
    '/calendar/:file',
    {
      schema: {
        operationId: 'readCalendarFeed',
        summary: 'The bookings of whoever made this secret address, for calendar programs',
        tags,
        params: shape({
          file: T.String({ examples: ['a-secret-of-many-letters.ics'] }),
        }),
        querystring: Nothing,
        produces: ['text/calendar'],
        response: { 200: CalendarText },
      },
      config: { public: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const token = SECRET_FILE.exec(request.params.file)?.[1];
      if (token === undefined) throw new NotFound('calendar');
      // A calendar program has no session: the secret says whose bookings, and this service asks for them.
      const options = { token: await serviceToken.get(), requestId: request.id, idempotent: true };
      const { text } = await clients.booking.readCalendarFeed({ token }, options);
      return sendCalendar(reply, text, 'flexspace.ics');
    },
  );

  api.get(
    '/preferences/calendar_feed',
    {
      schema: {
        operationId: 'getCalendarFeed',
        summary: 'Whether there is a subscription',
        tags,
        querystring: Nothing,
        response: { 200: ref(CalendarFeed) },
      },
    },
    async (request) => {
      const feed = await clients.booking.getCalendarFeed({}, reading(request));
      return { exists: feed.exists, created_at: toOptionalMoment(feed.createdAt) };
    },
  );

  api.post(
    '/preferences/calendar_feed',
    {
      schema: {
        operationId: 'rotateCalendarFeed',
        summary: 'A new secret address; the old one ends',
        tags,
        response: { 200: ref(CalendarFeed) },
      },
    },
    async (request, reply) => {
      const feed = await clients.booking.rotateCalendarFeed({}, writing(request));
      return reply.send({
        exists: feed.exists,
        created_at: toOptionalMoment(feed.createdAt),
        url: `${config.PUBLIC_URL}/api/calendar/${feed.token}.ics`,
      });
    },
  );

  api.delete(
    '/preferences/calendar_feed',
    {
      schema: {
        operationId: 'revokeCalendarFeed',
        summary: 'End the subscription',
        tags,
        querystring: Nothing,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await clients.booking.revokeCalendarFeed({}, writing(request));
      return reply.code(204).send(undefined);
    },
  );
};
