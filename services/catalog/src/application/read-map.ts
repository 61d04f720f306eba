import { NotFound, type RoomId } from '@flexspace/kernel';
import type { CatalogParts, Requester } from './ports.js';
import { getRoom } from './read-places.js';

/** The bytes of a room's map. Only the map that the room has now is there, and only for those who may see the room. */
export const readMap = async (
  parts: CatalogParts,
  by: Requester,
  request: { readonly roomId: RoomId; readonly key: string },
): Promise<AsyncIterable<Uint8Array>> => {
  const room = await getRoom(parts.places, by, request.roomId);
  if (room.map === undefined || room.map.key !== request.key) throw new NotFound('map');
  const bytes = await parts.maps.open(room.id, room.map.key);
  if (bytes === undefined) throw new NotFound('map');
  return bytes;
};
