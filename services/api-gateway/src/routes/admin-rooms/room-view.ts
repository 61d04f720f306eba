import type { RoomAccess } from '@flexspace/contracts/flexspace/access/v1/access';
import type { Room as WireRoom } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { locationId, managesLocation, managesRoom, NotFound, roomId } from '@flexspace/kernel';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../../clients.js';
import { reading } from '../../http/authentication.js';
import { reachOf } from '../reach.js';
import { toRoom } from '../rooms/mapper.js';
import { agreeOn, toRoomCounts } from '../rooms/room-counts.js';
import { viewRoom } from '../rooms/room-view.js';
import type { Room } from '../rooms/schemas.js';
import { toGroupSummary } from '../usergroups/mapper.js';
import { toPeople } from '../wire-mapper.js';
import type { AdminRoom } from './schemas.js';

/** What access takes at a time. */
const MOST_ROOMS = 500;

export const refOf = (room: WireRoom): { roomId: number; locationId: number } => ({
  roomId: room.id,
  locationId: room.locationId,
});

const join = (room: Room, access: RoomAccess): AdminRoom => ({
  ...room,
  room_managers: toPeople(access.managers),
  allowed_groups: access.allowedGroups.map(toGroupSummary),
});

const accessOf = async (
  clients: Clients,
  request: FastifyRequest,
  rooms: readonly WireRoom[],
): Promise<ReadonlyMap<number, RoomAccess>> => {
  const pages: (readonly WireRoom[])[] = [];
  for (let at = 0; at < rooms.length; at += MOST_ROOMS) pages.push(rooms.slice(at, at + MOST_ROOMS));
  const answers = await Promise.all(
    pages.map((page) => clients.access.listRoomAccess({ rooms: page.map(refOf) }, reading(request))),
  );
  return new Map(answers.flatMap((answer) => answer.rooms).map((access) => [access.roomId, access]));
};

/** The rooms that the caller manages, below a place where one is named. */
export const viewManagedRooms = async (
  clients: Clients,
  request: FastifyRequest,
  place: { readonly locationId: number; readonly floorId: number },
): Promise<AdminRoom[]> => {
  const [{ rooms }, counts, reach] = await Promise.all([
    clients.catalog.listRooms(place, reading(request)),
    clients.booking.countRooms({ roomIds: [], locationId: place.locationId }, reading(request)),
    reachOf(clients, request),
  ]);
  const managed = rooms.filter((room) =>
    managesRoom(reach, { roomId: roomId(room.id), locationId: locationId(room.locationId) }),
  );
  const [access, agreed] = await Promise.all([
    accessOf(clients, request, managed),
    agreeOn(clients, request, { rooms: managed, counts: toRoomCounts(counts) }),
  ]);
  return managed.flatMap((room) => {
    const known = access.get(room.id);
    return known === undefined ? [] : [join(toRoom(room, agreed, reach), known)];
  });
};

/** The managed rooms of one location. NOT_FOUND for who manages nothing there, as for a location that is not there at all. */
export const viewManagedRoomsOf = async (
  clients: Clients,
  request: FastifyRequest,
  id: number,
): Promise<AdminRoom[]> => {
  const [rooms, reach] = await Promise.all([
    viewManagedRooms(clients, request, { locationId: id, floorId: 0 }),
    reachOf(clients, request),
    clients.catalog.getLocation({ locationId: id }, reading(request)),
  ]);
  if (rooms.length === 0 && !managesLocation(reach, locationId(id))) throw new NotFound('location');
  return rooms;
};

/** One room with its managers and gate; with `access` where a change has just answered it. NOT_FOUND unless the caller manages it. */
export const viewManagedRoom = async (
  clients: Clients,
  request: FastifyRequest,
  { room, access }: { readonly room: WireRoom; readonly access?: RoomAccess },
): Promise<AdminRoom> => {
  const [view, known] = await Promise.all([
    viewRoom(clients, request, Promise.resolve(room), room.id),
    access ?? accessOf(clients, request, [room]).then((found) => found.get(room.id)),
  ]);
  if (known === undefined) throw new NotFound('room');
  return join(view, known);
};
