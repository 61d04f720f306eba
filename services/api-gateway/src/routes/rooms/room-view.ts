import type { Room as WireRoom } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../../clients.js';
import { reading } from '../../http/authentication.js';
import { reachOf } from '../reach.js';
import { toRoom } from './mapper.js';
import { agreeOn, toRoomCounts } from './room-counts.js';
import type { Room } from './schemas.js';

/** A room as its page shows it, from the three services that know a part of it, asked side by side. */
export const viewRoom = async (
  clients: Clients,
  request: FastifyRequest,
  room: Promise<WireRoom>,
  id: number,
): Promise<Room> => {
  const [found, counts, reach] = await Promise.all([
    room,
    clients.booking.countRooms({ roomIds: [id], locationId: 0 }, reading(request)),
    reachOf(clients, request),
  ]);
  const agreed = await agreeOn(clients, request, { rooms: [found], counts: toRoomCounts(counts) });
  return toRoom(found, agreed, reach);
};

/** A room that was just changed: its view is asked for after the change. */
export const viewChangedRoom = (clients: Clients, request: FastifyRequest, room: WireRoom): Promise<Room> =>
  viewRoom(clients, request, Promise.resolve(room), room.id);
