import { NotFound, type FloorId } from '@flexspace/kernel';
import { requireVersion } from '../domain/version-check.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { recordRemoved } from './remove-rooms.js';
import { requireNoBookings } from './require-no-bookings.js';

export interface DeleteFloor {
  readonly id: FloorId;
  readonly force: boolean;
  readonly ifVersion: number;
}

/** Goes with its rooms and their desks. */
export const deleteFloor = async (parts: CatalogParts, by: Requester, request: DeleteFloor): Promise<void> => {
  await requireManagerOf(parts, by, { action: 'manage_location', what: 'floor', object: { floorId: request.id } });
  await requireNoBookings(by, { floorId: request.id }, request.force);

  await parts.writer.write(by, async (unit) => {
    const before = await unit.floors.find(request.id);
    if (before === undefined) throw new NotFound('floor');
    requireVersion('floor', before, request.ifVersion);
    await recordRemoved(unit, await unit.rooms.below({ floorId: before.id }));
    await unit.floors.remove(before);
    unit.announce({ kind: 'floor.removed', locationId: before.locationId });
    unit.audit({
      action: 'floor.removed',
      objectType: 'floor',
      objectId: before.id,
      locationId: before.locationId,
      before,
      after: undefined,
    });
  });
};
