import { InvalidRequest, NotFound, type RoomId } from '@flexspace/kernel';
import type { RoomView } from '../domain/place.js';
import { roomFields, type RoomFields } from '../domain/room.js';
import { applyPatch, requireVersion, sameFields, type Patch } from '../domain/version-check.js';
import { requireManager } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { getRoom } from './read-places.js';

export interface UpdateRoom {
  readonly id: RoomId;
  readonly patch: Patch<RoomFields>;
  readonly ifVersion: number;
}

/** Its managers describe a room; only the location's managers move it to another floor. */
export const updateRoom = async (parts: CatalogParts, by: Requester, request: UpdateRoom): Promise<RoomView> => {
  const seen = await parts.places.room(request.id);
  const at = seen === undefined ? undefined : { locationId: seen.locationId, roomId: seen.id };
  await requireManager(by, 'manage_room', { what: 'room', at });
  const { floorId } = request.patch;
  if (floorId !== undefined && floorId !== seen?.floorId) {
    await requireManager(by, 'manage_location', { what: 'room', at: at && { locationId: at.locationId } });
  }

  await parts.writer.write(by, async (unit) => {
    const before = await unit.rooms.find(request.id);
    if (before === undefined) throw new NotFound('room');
    requireVersion('room', before, request.ifVersion);
    const current = { name: before.name, description: before.description, floorId: before.floorId };
    const fields = roomFields(applyPatch<RoomFields>(current, request.patch));
    if (sameFields(fields, before)) return;
    const floor = await unit.floors.find(fields.floorId);
    if (floor?.locationId !== before.locationId) {
      throw InvalidRequest.field('floor_id', 'is no floor of this location');
    }
    const after = await unit.rooms.save({ ...before, ...fields });
    unit.announce({ kind: 'room.changed', room: after, floorName: floor.name });
    unit.audit({
      action: 'room.changed',
      objectType: 'room',
      objectId: after.id,
      locationId: after.locationId,
      before,
      after,
    });
  });
  return getRoom(parts.places, by, request.id);
};
