import { InvalidRequest } from '@flexspace/kernel';
import { Type as T } from 'typebox';
import { reading, removing, writing } from '../../http/authentication.js';
import { ifVersion, sendLive } from '../../http/etag.js';
import { reachOf } from '../reach.js';
import type { Routes } from '../route-context.js';
import { Empty, Force, IdParams, Nothing, ref } from '../wire-types.js';
import { toRoom } from './mapper.js';
import { agreeOn, toRoomCounts } from './room-counts.js';
import { viewChangedRoom, viewRoom } from './room-view.js';
import { NewRoom, Room, RoomChange, RoomFilter, RoomReplacement } from './schemas.js';

const tags = ['rooms'];
const One = ref(Room);

export const roomRoutes: Routes = (api, context) => {
  const { clients } = context;
  api.get(
    '/rooms',
    {
      schema: {
        operationId: 'listRooms',
        summary: 'Rooms of a floor or a location',
        tags,
        querystring: RoomFilter,
        response: { 200: T.Array(One) },
      },
    },
    async (request) => {
      const { floor: floorId = 0, location: locationId = 0 } = request.query;
      if (floorId !== 0 && locationId !== 0) throw InvalidRequest.field('floor', 'cannot be combined with location');
      const [{ rooms }, counts, reach] = await Promise.all([
        clients.catalog.listRooms({ floorId, locationId }, reading(request)),
        clients.booking.countRooms({ roomIds: [], locationId }, reading(request)),
        reachOf(clients, request),
      ]);
      const agreed = await agreeOn(clients, request, { rooms, counts: toRoomCounts(counts) });
      return rooms.map((room) => toRoom(room, agreed, reach));
    },
  );

  api.get(
    '/rooms/:id',
    {
      schema: {
        operationId: 'getRoom',
        summary: 'One room',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const { id } = request.params;
      const body = await viewRoom(clients, request, clients.catalog.getRoom({ roomId: id }, reading(request)), id);
      return sendLive(request, reply, { body, version: body.version });
    },
  );

  api.post(
    '/rooms',
    {
      schema: { operationId: 'createRoom', summary: 'Add a room', tags, body: NewRoom, response: { 201: One } },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS'] },
    },
    async (request, reply) =>
      context.createOnce(request, reply, async () => {
        const { floor_id: floorId, name, description = '' } = request.body;
        const room = await clients.catalog.createRoom({ floorId, name, description }, writing(request));
        const body = await viewChangedRoom(clients, request, room);
        return { location: `/api/rooms/${body.id}/`, body };
      }),
  );

  api.patch(
    '/rooms/:id',
    {
      schema: {
        operationId: 'changeRoom',
        summary: 'Change a room',
        tags,
        params: IdParams,
        body: RoomChange,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    async (request) => {
      const { floor_id: floorId, name, description } = request.body;
      const message = { roomId: request.params.id, floorId, name, description, ifVersion: ifVersion(request) };
      return viewChangedRoom(clients, request, await clients.catalog.updateRoom(message, writing(request)));
    },
  );

  api.put(
    '/rooms/:id',
    {
      schema: {
        operationId: 'replaceRoom',
        summary: 'Replace a room',
        tags,
        params: IdParams,
        body: RoomReplacement,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    async (request) => {
      const { floor_id: floorId, name, description } = request.body;
      const message = { roomId: request.params.id, floorId, name, description, ifVersion: ifVersion(request) };
      return viewChangedRoom(clients, request, await clients.catalog.updateRoom(message, writing(request)));
    },
  );

  api.delete(
    '/rooms/:id',
    {
      schema: {
        operationId: 'deleteRoom',
        summary: 'Delete a room with its desks',
        tags,
        params: IdParams,
        querystring: Force,
        response: { 204: Empty },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'IN_USE', 'STALE'] },
    },
    async (request, reply) => {
      const message = { roomId: request.params.id, force: request.query.force ?? false, ifVersion: ifVersion(request) };
      await clients.catalog.deleteRoom(message, removing(request));
      return reply.code(204).send(undefined);
    },
  );
};
