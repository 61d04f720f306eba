import { NotFound, type RoomId } from '@flexspace/kernel';
import type { RoomView } from '../domain/place.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { getRoom } from './read-places.js';

/** Nobody books in a room under maintenance. Setting what is set already changes nothing, not even who set it. */
export const setMaintenance = async (
  parts: CatalogParts,
  by: Requester,
  request: { readonly id: RoomId; readonly enabled: boolean },
): Promise<RoomView> => {
  const { id, enabled } = request;
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'room', object: { roomId: id } });
  await parts.writer.write(by, async (unit) => {
    const before = await unit.rooms.find(id);
    if (before === undefined) throw new NotFound('room');
    if (before.isUnderMaintenance === enabled) return;
    const after = await unit.rooms.save({
      ...before,
      isUnderMaintenance: enabled,
      maintenanceBy: enabled ? by.person : undefined,
    });
    unit.announce({
      kind: 'room.maintenance_changed',
      roomId: after.id,
      locationId: after.locationId,
      enabled,
      by: by.person,
    });
    unit.audit({
      action: enabled ? 'room.maintenance_set' : 'room.maintenance_cleared',
      objectType: 'room',
      objectId: after.id,
      locationId: after.locationId,
      before,
      after,
    });
  });
  return getRoom(parts.places, by, id);
};
