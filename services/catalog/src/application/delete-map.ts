import { NotFound, type RoomId } from '@flexspace/kernel';
import type { RoomView } from '../domain/place.js';
import { findRoom } from './change-desks.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { getRoom } from './read-places.js';

export const deleteMap = async (
  parts: CatalogParts,
  by: Requester,
  request: { readonly id: RoomId; readonly ifVersion: number },
): Promise<RoomView> => {
  const { id } = request;
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'room', object: { roomId: id } });
  await parts.writer.write(by, async (unit) => {
    const before = await findRoom(unit, id, request.ifVersion);
    if (before.map === undefined) throw new NotFound('map');
    const after = await unit.rooms.save({ ...before, map: undefined });
    await unit.mapFiles.discard(id, before.map.key);
    const { floorName } = await unit.rooms.surroundings(after);
    unit.announce({ kind: 'room.changed', room: after, floorName });
    unit.audit({
      action: 'room.map_deleted',
      objectType: 'room',
      objectId: id,
      locationId: after.locationId,
      before,
      after,
    });
  });
  return getRoom(parts.places, by, id);
};
