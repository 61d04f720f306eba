import { reading, writing } from '../../http/authentication.js';
import { Gate, Managers } from '../admin-locations/schemas.js';
import type { Routes } from '../route-context.js';
import { IdParams, ref } from '../wire-types.js';
import { refOf, viewManagedRoom } from './room-view.js';
import { AdminRoom } from './schemas.js';

const tags = ['admin: rooms'];
const One = ref(AdminRoom);

/** Who manages a room and who may book in it. */
export const roomAccessRoutes: Routes = (api, { clients }) => {
  api.post(
    '/admin/rooms/:id/add_managers',
    {
      schema: {
        operationId: 'addRoomManagers',
        summary: 'Appoint room managers',
        tags,
        params: IdParams,
        body: Managers,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const room = await clients.catalog.getRoom({ roomId: request.params.id }, reading(request));
      const message = { room: refOf(room), userIds: request.body.user_ids };
      return viewManagedRoom(clients, request, {
        room,
        access: await clients.access.addRoomManagers(message, writing(request)),
      });
    },
  );

  api.post(
    '/admin/rooms/:id/remove_managers',
    {
      schema: {
        operationId: 'removeRoomManagers',
        summary: 'Dismiss room managers',
        tags,
        params: IdParams,
        body: Managers,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const room = await clients.catalog.getRoom({ roomId: request.params.id }, reading(request));
      const message = { room: refOf(room), userIds: request.body.user_ids };
      return viewManagedRoom(clients, request, {
        room,
        access: await clients.access.removeRoomManagers(message, writing(request)),
      });
    },
  );

  api.post(
    '/admin/rooms/:id/set_allowed_groups',
    {
      schema: {
        operationId: 'setRoomGate',
        summary: 'Replace the room gate; no groups lets nobody but managers book',
        tags,
        params: IdParams,
        body: Gate,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const room = await clients.catalog.getRoom({ roomId: request.params.id }, reading(request));
      const message = { room: refOf(room), groupIds: request.body.group_ids };
      return viewManagedRoom(clients, request, {
        room,
        access: await clients.access.setRoomGate(message, writing(request)),
      });
    },
  );
};
