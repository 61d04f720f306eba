import { InvalidRequest } from '@flexspace/kernel';
import type { GetRoomStateRequest } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Static } from 'typebox';
import { sendLive, sendWritten } from '../../http/etag.js';
import { viewDesks } from '../desks/desk-view.js';
import { reachOf } from '../reach.js';
import type { Routes } from '../route-context.js';
import { fromInterval, fromMoment } from '../wire-mapper.js';
import { IdParams, ref } from '../wire-types.js';
import { createAvailabilityBodies } from './availability-bodies.js';
import { toRoomDesks } from './mapper.js';
import { AvailabilityQuery, DesksQuery, RoomAvailability, RoomDesks } from './schemas.js';

const tags = ['rooms'];

/** Now, a moment, or a range; a range needs both ends, and a moment cannot be one. */
const whenOf = ({ at, start, end }: Static<typeof DesksQuery>): Pick<GetRoomStateRequest, 'at' | 'during'> => {
  if (start === undefined && end === undefined) {
    return { at: at === undefined ? undefined : fromMoment(at, 'at'), during: undefined };
  }
  if (at !== undefined) throw InvalidRequest.field('at', 'cannot be combined with start and end');
  if (start === undefined) throw InvalidRequest.field('start', 'is required beside end');
  if (end === undefined) throw InvalidRequest.field('end', 'is required beside start');
  try {
    return { at: undefined, during: fromInterval({ start_time: start, end_time: end }) };
  } catch (error) {
    if (error instanceof InvalidRequest) throw InvalidRequest.field('end', 'must be later than start');
    throw error;
  }
};

export const deskStateRoutes: Routes = (api, { clients, bus }) => {
  const availability = createAvailabilityBodies(clients);

  api.get(
    '/rooms/:id/desks',
    {
      schema: {
        operationId: 'getRoomDesks',
        summary: 'A room with its desks and their state now, at a moment, or over a range',
        tags,
        params: IdParams,
        querystring: DesksQuery,
        response: { 200: ref(RoomDesks) },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const { id } = request.params;
      const when = whenOf(request.query);
      // Before the reads: what happens while they run is then told again by the socket, and nothing falls between.
      const position = (await bus.lastPosition()) ?? null;
      const [{ room, desks, states }, reach] = await Promise.all([
        viewDesks(clients, request, { roomId: id, ...when }),
        reachOf(clients, request),
      ]);
      const body = toRoomDesks(room, { desks, states, position }, reach);
      return sendLive(request, reply, { body, version: body.version });
    },
  );

  api.get(
    '/rooms/:id/availability',
    {
      schema: {
        operationId: 'getRoomAvailability',
        summary: 'Free and busy by calendar day of the location',
        tags,
        params: IdParams,
        querystring: AvailabilityQuery,
        response: { 200: ref(RoomAvailability) },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const { start: startOn = '', days = 14 } = request.query;
      return sendWritten(reply, await availability(request, { roomId: request.params.id, startOn, days }));
    },
  );
};
