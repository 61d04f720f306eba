import { NotFound } from '@flexspace/kernel';
import type { RoomView } from '../domain/place.js';
import { roomFields, type RoomFields } from '../domain/room.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { getRoom } from './read-places.js';

export const createRoom = async (parts: CatalogParts, by: Requester, given: RoomFields): Promise<RoomView> => {
  await requireManagerOf(parts, by, { action: 'manage_location', what: 'floor', object: { floorId: given.floorId } });
  const fields = roomFields(given);
  const id = await parts.writer.write(by, async (unit) => {
    const floor = await unit.floors.find(fields.floorId);
    if (floor === undefined) throw new NotFound('floor');
    const room = await unit.rooms.insert(floor.locationId, fields);
    unit.announce({ kind: 'room.created', room, floorName: floor.name });
    unit.audit({
      action: 'room.created',
      objectType: 'room',
      objectId: room.id,
      locationId: room.locationId,
      before: undefined,
      after: room,
    });
    return room.id;
  });
  return getRoom(parts.places, by, id);
};
