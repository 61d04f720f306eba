import { NotFound, type LocationId } from '@flexspace/kernel';
import { floorFields, type Floor, type FloorFields } from '../domain/floor.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';

export interface CreateFloor extends FloorFields {
  readonly locationId: LocationId;
}

export const createFloor = async (parts: CatalogParts, by: Requester, request: CreateFloor): Promise<Floor> => {
  const { locationId, ...given } = request;
  await requireManagerOf(parts, by, { action: 'manage_location', what: 'location', object: { locationId } });
  const fields = floorFields(given);
  return parts.writer.write(by, async (unit) => {
    if ((await unit.locations.find(locationId)) === undefined) throw new NotFound('location');
    const floor = await unit.floors.insert(locationId, fields);
    unit.announce({ kind: 'floor.created', locationId });
    unit.audit({
      action: 'floor.created',
      objectType: 'floor',
      objectId: floor.id,
      locationId,
      before: undefined,
      after: floor,
    });
    return floor;
  });
};
