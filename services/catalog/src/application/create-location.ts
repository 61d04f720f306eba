import { InvalidRequest } from '@flexspace/kernel';
import { locationFields, type LocationFields } from '../domain/location.js';
import type { LocationView } from '../domain/place.js';
import { requireAdministrator } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { getLocation } from './read-places.js';

export const createLocation = async (
  parts: CatalogParts,
  by: Requester,
  given: LocationFields,
): Promise<LocationView> => {
  await requireAdministrator(by);
  const fields = locationFields(given);
  const id = await parts.writer.write(by, async (unit) => {
    const country = await unit.countries.find(fields.countryId);
    if (country === undefined) throw InvalidRequest.field('country_id', 'is no country');
    const location = await unit.locations.insert(fields);
    unit.announce({ kind: 'location.created', location });
    unit.audit({
      action: 'location.created',
      objectType: 'location',
      objectId: location.id,
      locationId: location.id,
      before: undefined,
      after: location,
    });
    return location.id;
  });
  return getLocation(parts.places, by, id);
};
