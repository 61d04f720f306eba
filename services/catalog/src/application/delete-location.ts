import type { LocationId } from '@flexspace/kernel';
import { requireCurrent } from '../domain/version-check.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { recordRemoved, removed } from './remove-rooms.js';
import { removeUnbooked } from './remove-unbooked.js';

export interface DeleteLocation {
  readonly id: LocationId;
  readonly force: boolean;
  readonly ifVersion: number;
}

/** Goes with all it contains, by a superuser; to whom it is hidden it is not there. */
export const deleteLocation = async (
  parts: CatalogParts,
  by: Requester,
  { id, force, ifVersion }: DeleteLocation,
): Promise<void> => {
  const object = { locationId: id };
  await requireManagerOf(parts, by, { action: 'administer', what: 'location', object });

  await removeUnbooked(parts, by, {
    what: 'location',
    force,
    async foresee() {
      requireCurrent('location', await parts.places.location(id, []), ifVersion);
      return parts.places.desksBelow(object);
    },
    async remove(unit, mayGo) {
      const before = requireCurrent('location', await unit.locations.find(id), ifVersion);
      await recordRemoved(unit, await unit.rooms.below(object), mayGo);
      for (const floor of await unit.floors.inLocation(id)) unit.audit(removed('floor', floor));
      await unit.locations.remove(before);
      unit.announce({ kind: 'location.removed', locationId: id });
      unit.audit({
        action: 'location.removed',
        objectType: 'location',
        objectId: id,
        locationId: id,
        before,
        after: undefined,
      });
    },
  });
};
