import type { FloorId } from '@flexspace/kernel';
import { requireCurrent } from '../domain/version-check.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { recordRemoved, removed } from './remove-rooms.js';
import { removeUnbooked } from './remove-unbooked.js';

export interface DeleteFloor {
  readonly id: FloorId;
  readonly force: boolean;
  readonly ifVersion: number;
}

/** Goes with its rooms and their desks. */
export const deleteFloor = async (
  parts: CatalogParts,
  by: Requester,
  { id, force, ifVersion }: DeleteFloor,
): Promise<void> => {
  await requireManagerOf(parts, by, { action: 'manage_location', what: 'floor', object: { floorId: id } });

  await removeUnbooked(parts, by, {
    what: 'floor',
    force,
    async foresee() {
      requireCurrent('floor', await parts.places.floor(id), ifVersion);
      return parts.places.desksBelow({ floorId: id });
    },
    async remove(unit, mayGo) {
      const before = requireCurrent('floor', await unit.floors.find(id), ifVersion);
      await recordRemoved(unit, await unit.rooms.below({ floorId: before.id }), mayGo);
      await unit.floors.remove(before);
      unit.announce({ kind: 'floor.removed', locationId: before.locationId });
      unit.audit(removed('floor', before));
    },
  });
};
