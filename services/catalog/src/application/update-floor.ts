import { NotFound, type FloorId } from '@flexspace/kernel';
import { floorFields, type Floor, type FloorFields } from '../domain/floor.js';
import { applyPatch, requireVersion, sameFields, type Patch } from '../domain/version-check.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';

export interface UpdateFloor {
  readonly id: FloorId;
  readonly patch: Patch<FloorFields>;
  readonly ifVersion: number;
}

/** A new name is told for every room of the floor, because whoever keeps a desk's place keeps that name too. */
export const updateFloor = async (parts: CatalogParts, by: Requester, request: UpdateFloor): Promise<Floor> => {
  await requireManagerOf(parts, by, { action: 'manage_location', what: 'floor', object: { floorId: request.id } });
  return parts.writer.write(by, async (unit) => {
    const before = await unit.floors.find(request.id);
    if (before === undefined) throw new NotFound('floor');
    requireVersion('floor', before, request.ifVersion);
    const fields = floorFields(applyPatch<FloorFields>({ name: before.name, level: before.level }, request.patch));
    if (sameFields(fields, before)) return before;
    const after = await unit.floors.save({ ...before, ...fields });
    unit.announce({ kind: 'floor.changed', locationId: after.locationId });
    if (after.name !== before.name) {
      const rooms = await unit.rooms.below({ floorId: after.id });
      unit.announce(...rooms.map((room) => ({ kind: 'room.changed', room, floorName: after.name }) as const));
    }
    unit.audit({
      action: 'floor.changed',
      objectType: 'floor',
      objectId: after.id,
      locationId: after.locationId,
      before,
      after,
    });
    return after;
  });
};
