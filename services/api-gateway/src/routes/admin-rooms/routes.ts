import { InvalidRequest } from '@flexspace/kernel';
import type { FastifyRequest } from 'fastify';
import { Type as T, type Static } from 'typebox';
import { reading, removing, writing } from '../../http/authentication.js';
import { ifVersion, sendLive } from '../../http/etag.js';
import { NewRoom, RoomChange, RoomReplacement } from '../rooms/schemas.js';
import type { Routes } from '../route-context.js';
import { Empty, Force, IdParams, Nothing, ref } from '../wire-types.js';
import { viewManagedRoom, viewManagedRooms } from './room-view.js';
import { AdminRoom, AdminRoomFilter } from './schemas.js';

const tags = ['admin: rooms'];
const One = ref(AdminRoom);

export const adminRoomRoutes: Routes = (api, context) => {
  const { clients } = context;
  const change = async (request: FastifyRequest, id: number, body: Static<typeof RoomChange>): Promise<AdminRoom> => {
    const { floor_id: floorId, name, description } = body;
    const message = { roomId: id, floorId, name, description, ifVersion: ifVersion(request) };
    return viewManagedRoom(clients, request, { room: await clients.catalog.updateRoom(message, writing(request)) });
  };

  api.get(
    '/admin/rooms',
    {
      schema: {
        operationId: 'listManagedRooms',
        summary: 'The rooms the caller manages',
        tags,
        querystring: AdminRoomFilter,
        response: { 200: T.Array(One) },
      },
    },
    (request) => {
      const { floor: floorId = 0, location: locationId = 0 } = request.query;
      if (floorId !== 0 && locationId !== 0) throw InvalidRequest.field('floor', 'cannot be combined with location');
      return viewManagedRooms(clients, request, { floorId, locationId });
    },
  );

  api.get(
    '/admin/rooms/:id',
    {
      schema: {
        operationId: 'getManagedRoom',
        summary: 'One of them',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const room = await clients.catalog.getRoom({ roomId: request.params.id }, reading(request));
      return sendLive(request, reply, {
        body: await viewManagedRoom(clients, request, { room }),
        version: room.version,
      });
    },
  );

  api.post(
    '/admin/rooms',
    {
      schema: { operationId: 'createManagedRoom', summary: 'Add a room', tags, body: NewRoom, response: { 201: One } },
      config: { problems: ['NOT_FOUND', 'ALREADY_EXISTS'] },
    },
    async (request, reply) =>
      context.createOnce(request, reply, async () => {
        const { floor_id: floorId, name, description = '' } = request.body;
        const room = await clients.catalog.createRoom({ floorId, name, description }, writing(request));
        const body = await viewManagedRoom(clients, request, { room });
        return { location: `/api/admin/rooms/${body.id}/`, body };
      }),
  );

  api.patch(
    '/admin/rooms/:id',
    {
      schema: {
        operationId: 'changeManagedRoom',
        summary: 'Change a room',
        tags,
        params: IdParams,
        body: RoomChange,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    (request) => change(request, request.params.id, request.body),
  );

  api.put(
    '/admin/rooms/:id',
    {
      schema: {
        operationId: 'replaceManagedRoom',
        summary: 'Replace a room',
        tags,
        params: IdParams,
        body: RoomReplacement,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    (request) => change(request, request.params.id, request.body),
  );

  api.delete(
    '/admin/rooms/:id',
    {
      schema: {
        operationId: 'deleteManagedRoom',
        summary: 'Delete a room with its desks',
        tags,
        params: IdParams,
        querystring: Force,
        response: { 204: Empty },
      },
      config: { problems: ['NOT_FOUND', 'IN_USE', 'STALE'] },
    },
    async (request, reply) => {
      const message = { roomId: request.params.id, force: request.query.force ?? false, ifVersion: ifVersion(request) };
      await clients.catalog.deleteRoom(message, removing(request));
      return reply.code(204).send(undefined);
    },
  );
};
