import { NotFound, type CountryId } from '@flexspace/kernel';
import { countryFields, type CountryFields } from '../domain/country.js';
import type { CountryView } from '../domain/place.js';
import { applyPatch, requireVersion, sameFields, type Patch } from '../domain/version-check.js';
import { requireAdministrator } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { getCountry } from './read-places.js';

export interface UpdateCountry {
  readonly id: CountryId;
  readonly patch: Patch<CountryFields>;
  readonly ifVersion: number;
}

export const updateCountry = async (
  parts: CatalogParts,
  by: Requester,
  request: UpdateCountry,
): Promise<CountryView> => {
  await requireAdministrator(by);
  await parts.writer.write(by, async (unit) => {
    const before = await unit.countries.find(request.id);
    if (before === undefined) throw new NotFound('country');
    requireVersion('country', before, request.ifVersion);
    const fields = countryFields(applyPatch<CountryFields>(before, request.patch));
    if (sameFields(fields, before)) return;
    const after = await unit.countries.save({ ...before, ...fields });
    unit.announce({ kind: 'country.changed' });
    unit.audit({
      action: 'country.changed',
      objectType: 'country',
      objectId: after.id,
      locationId: undefined,
      before,
      after,
    });
  });
  return getCountry(parts.places, by, request.id);
};
