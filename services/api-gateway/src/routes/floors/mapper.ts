import type { Floor as WireFloor } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { Floor } from './schemas.js';

export const toFloor = (floor: WireFloor): Floor => ({
  id: floor.id,
  name: floor.name,
  level: floor.level,
  location: floor.locationId,
  version: floor.version,
});
