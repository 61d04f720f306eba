import type { RoomId } from '@flexspace/kernel';
import { requireCurrent } from '../domain/version-check.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { recordRemoved } from './remove-rooms.js';
import { removeUnbooked } from './remove-unbooked.js';

export interface DeleteRoom {
  readonly id: RoomId;
  readonly force: boolean;
  readonly ifVersion: number;
}

/** Goes with its desks. The managers of the location decide about rooms, not those of the room. */
export const deleteRoom = async (
  parts: CatalogParts,
  by: Requester,
  { id, force, ifVersion }: DeleteRoom,
): Promise<void> => {
  await requireManagerOf(parts, by, { action: 'manage_location', what: 'room', object: { roomId: id } });

  await removeUnbooked(parts, by, {
    what: 'room',
    force,
    async foresee() {
      requireCurrent('room', await parts.places.room(id), ifVersion);
      return parts.places.desksBelow({ roomId: id });
    },
    async remove(unit, mayGo) {
      const before = requireCurrent('room', await unit.rooms.find(id), ifVersion);
      await recordRemoved(unit, [before], mayGo);
      await unit.rooms.remove(before);
    },
  });
};
