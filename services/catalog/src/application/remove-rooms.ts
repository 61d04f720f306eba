import type { Room } from '../domain/room.js';
import type { CatalogUnit } from './ports.js';

/** Says of each room that it is gone, and gives its map's file up. The rows go with what they lie in. */
export const announceRemoved = async (unit: CatalogUnit, rooms: readonly Room[]): Promise<void> => {
  for (const room of rooms) {
    if (room.map !== undefined) await unit.mapFiles.discard(room.id, room.map.key);
    unit.announce({ kind: 'room.removed', roomId: room.id, locationId: room.locationId });
  }
};
