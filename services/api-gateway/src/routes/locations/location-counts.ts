import type { CountRoomsResponse } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Location as WireLocation, Room as WireRoom } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { joinIdSets } from '@flexspace/kernel';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../../clients.js';
import { reading } from '../../http/authentication.js';
import { agreeOn, deskCountsOf, toRoomCounts, type DeskCounts } from '../rooms/room-counts.js';

export const sumOf = (parts: readonly DeskCounts[]): DeskCounts => ({
  desk_count: parts.reduce((total, part) => total + part.desk_count, 0),
  available_desk_count: parts.reduce((total, part) => total + part.available_desk_count, 0),
});

type CountsOfRooms = CountRoomsResponse['rooms'];

/** Both owners mean the same desks: what is taken in the rooms that are open is not free. */
const countWhole = (location: WireLocation, rooms: CountsOfRooms): DeskCounts => {
  const closed = new Set(location.closedRoomIds);
  const taken = rooms.filter((room) => !closed.has(room.roomId)).reduce((sum, room) => sum + room.takenDeskCount, 0);
  return { desk_count: location.deskCount, available_desk_count: location.openDeskCount - taken };
};

export type CountsOfLocation = (location: WireLocation) => DeskCounts;

/** The desks and free desks of each of these locations. */
export const countLocations = async (
  clients: Clients,
  request: FastifyRequest,
  { locations, counts }: { readonly locations: readonly WireLocation[]; readonly counts: CountRoomsResponse },
): Promise<CountsOfLocation> => {
  const byLocation = Map.groupBy(counts.rooms, (room) => room.locationId);
  const roomsOf = ({ id }: WireLocation): CountsOfRooms => byLocation.get(id) ?? [];
  const agreed = (location: WireLocation): boolean =>
    location.deskSet === joinIdSets(roomsOf(location).map((room) => room.deskSet));

  const disputed = locations.filter((location) => !agreed(location));
  if (disputed.length === 0) return (location) => countWhole(location, roomsOf(location));
  // One question however many they are; which of their rooms it is about shows when they are compared.
  const only = disputed.length === 1 ? disputed[0] : undefined;
  const { rooms } = await clients.catalog.listRooms({ floorId: 0, locationId: only?.id ?? 0 }, reading(request));
  const ids = new Set(disputed.map(({ id }) => id));
  const below = rooms.filter((room) => ids.has(room.locationId));
  const known = await agreeOn(clients, request, { rooms: below, counts: toRoomCounts(counts) });
  const parts = Map.groupBy(below, (room: WireRoom) => room.locationId);
  return (location) =>
    ids.has(location.id)
      ? sumOf((parts.get(location.id) ?? []).map((room) => deskCountsOf(room, known)))
      : countWhole(location, roomsOf(location));
};
