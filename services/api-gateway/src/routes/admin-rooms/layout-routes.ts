import { writing } from '../../http/authentication.js';
import { ifVersion } from '../../http/etag.js';
import { statesOf } from '../desks/desk-view.js';
import { fromOrientation } from '../desks/mapper.js';
import { DeskGrid } from '../desks/schemas.js';
import { reachOf } from '../reach.js';
import { toRoomDesks } from '../rooms/mapper.js';
import { RoomDesks } from '../rooms/schemas.js';
import type { Routes } from '../route-context.js';
import { Force, IdParams, ref } from '../wire-types.js';
import { refOf, viewManagedRoom } from './room-view.js';
import { AdminRoom } from './schemas.js';

const tags = ['admin: rooms'];
const GRID_TIMEOUT_MS = 20_000;

/** A room's desks and whether it can be booked at all. */
export const roomLayoutRoutes: Routes = (api, { clients }) => {
  for (const [action, enabled] of [
    ['set-maintenance', true],
    ['clear-maintenance', false],
  ] as const) {
    api.post(
      `/admin/rooms/:id/${action}`,
      {
        schema: {
          operationId: enabled ? 'setMaintenance' : 'clearMaintenance',
          summary: enabled ? 'Close the room for bookings' : 'Open the room again',
          tags,
          params: IdParams,
          response: { 200: ref(AdminRoom) },
        },
        config: { problems: ['NOT_FOUND'] },
      },
      async (request) => {
        const room = await clients.catalog.setMaintenance({ roomId: request.params.id, enabled }, writing(request));
        return viewManagedRoom(clients, request, { room });
      },
    );
  }

  api.put(
    '/admin/rooms/:id/desks',
    {
      schema: {
        operationId: 'replaceDeskGrid',
        summary: 'The whole desk grid in one transaction; what is absent is deleted',
        tags,
        params: IdParams,
        querystring: Force,
        body: DeskGrid,
        response: { 200: ref(RoomDesks) },
      },
      config: { problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'IN_USE', 'STALE'] },
    },
    async (request) => {
      const message = {
        roomId: request.params.id,
        desks: request.body.desks.map((row) => ({
          id: row.id ?? 0,
          name: row.name,
          posX: row.pos_x,
          posY: row.pos_y,
          orientation: fromOrientation(row.orientation),
        })),
        force: request.query.force ?? false,
        ifVersion: ifVersion(request),
      };
      const options = { ...writing(request), timeoutMs: GRID_TIMEOUT_MS };
      const { room, desks } = await clients.catalog.replaceDesks(message, options);
      if (room === undefined) throw new Error(`the new desks of room ${message.roomId} came without the room`);
      const [states, reach] = await Promise.all([statesOf(clients, request, refOf(room)), reachOf(clients, request)]);
      return toRoomDesks(room, { desks, states, position: null }, reach);
    },
  );
};
