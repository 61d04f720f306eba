import { NotFound, type LocationId } from '@flexspace/kernel';
import { requireVersion } from '../domain/version-check.js';
import { recordRemoved } from './remove-rooms.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { requireNoBookings } from './require-no-bookings.js';

export interface DeleteLocation {
  readonly id: LocationId;
  readonly force: boolean;
  readonly ifVersion: number;
}

/** Goes with all it contains, by a superuser; to whom it is hidden it is not there. */
export const deleteLocation = async (parts: CatalogParts, by: Requester, request: DeleteLocation): Promise<void> => {
  const object = { locationId: request.id };
  await requireManagerOf(parts, by, { action: 'administer', what: 'location', object });
  await requireNoBookings(by, object, request.force);

  await parts.writer.write(by, async (unit) => {
    const before = await unit.locations.find(request.id);
    if (before === undefined) throw new NotFound('location');
    requireVersion('location', before, request.ifVersion);
    await recordRemoved(unit, await unit.rooms.below({ locationId: before.id }));
    for (const floor of await unit.floors.inLocation(before.id)) {
      unit.audit({
        action: 'floor.removed',
        objectType: 'floor',
        objectId: floor.id,
        locationId: before.id,
        before: floor,
        after: undefined,
      });
    }
    await unit.locations.remove(before);
    unit.announce({ kind: 'location.removed', locationId: before.id });
    unit.audit({
      action: 'location.removed',
      objectType: 'location',
      objectId: before.id,
      locationId: before.id,
      before,
      after: undefined,
    });
  });
};
