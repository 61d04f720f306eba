import { InvalidRequest, NotFound, type LocationId } from '@flexspace/kernel';
import { locationFields, type LocationFields } from '../domain/location.js';
import type { LocationView } from '../domain/place.js';
import { applyPatch, requireVersion, sameFields, type Patch } from '../domain/version-check.js';
import { requireAdministrator, requireManager } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { getLocation } from './read-places.js';

export interface UpdateLocation {
  readonly id: LocationId;
  readonly patch: Patch<LocationFields>;
  readonly ifVersion: number;
}

/** Managers change a location; only a superuser moves it to another country. */
export const updateLocation = async (
  parts: CatalogParts,
  by: Requester,
  request: UpdateLocation,
): Promise<LocationView> => {
  const seen = await parts.places.location(request.id, []);
  await requireManager(by, 'manage_location', {
    what: 'location',
    at: seen === undefined ? undefined : { locationId: seen.id },
  });
  const { countryId } = request.patch;
  if (countryId !== undefined && countryId !== seen?.countryId) await requireAdministrator(by);

  await parts.writer.write(by, async (unit) => {
    const before = await unit.locations.find(request.id);
    if (before === undefined) throw new NotFound('location');
    requireVersion('location', before, request.ifVersion);
    const { id: _id, version: _version, ...current } = before;
    const fields = locationFields(applyPatch<LocationFields>(current, request.patch));
    if (sameFields(fields, before)) return;
    if ((await unit.countries.find(fields.countryId)) === undefined) {
      throw InvalidRequest.field('country_id', 'is no country');
    }
    const after = await unit.locations.save({ ...before, ...fields });
    unit.announce({ kind: 'location.changed', location: after });
    unit.audit({
      action: 'location.changed',
      objectType: 'location',
      objectId: after.id,
      locationId: after.id,
      before,
      after,
    });
  });
  return getLocation(parts.places, by, request.id);
};
