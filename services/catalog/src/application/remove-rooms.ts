import type { Desk } from '../domain/desk.js';
import type { AuditEntry } from '../domain/facts.js';
import type { Floor } from '../domain/floor.js';
import type { Room } from '../domain/room.js';
import type { CatalogUnit } from './ports.js';
import type { MayGo } from './remove-unbooked.js';

/** The line of something that lay in a location, as it was. */
export const removed = (objectType: 'floor' | 'room' | 'desk', before: Floor | Room | Desk): AuditEntry => ({
  action: `${objectType}.removed`,
  objectType,
  objectId: before.id,
  locationId: before.locationId,
  before,
  after: undefined,
});

/**
 * Says of each room that it is gone, gives its map's file up, and puts it and its desks on record as they were: the trail must
 * tell what went with a place, not only that it went. The rows go with what they lie in.
 */
export const recordRemoved = async (unit: CatalogUnit, rooms: readonly Room[], mayGo: MayGo): Promise<void> => {
  const ids = rooms.map((room) => room.id);
  const desks = await unit.desks.inRooms(ids);
  mayGo(desks.map((desk) => desk.id));
  await unit.mapFiles.discardOf(ids);
  for (const room of rooms) {
    unit.announce({ kind: 'room.removed', roomId: room.id, locationId: room.locationId });
  }
  for (const desk of desks) unit.audit(removed('desk', desk));
  for (const room of rooms) unit.audit(removed('room', room));
};
