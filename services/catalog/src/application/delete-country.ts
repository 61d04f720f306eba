import { NotFound, type CountryId } from '@flexspace/kernel';
import { InUse } from '../domain/catalog-errors.js';
import { requireVersion } from '../domain/version-check.js';
import { requireAdministrator } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';

/** IN_USE while it has locations: nothing forces this one. */
export const deleteCountry = async (
  parts: CatalogParts,
  by: Requester,
  request: { readonly id: CountryId; readonly ifVersion: number },
): Promise<void> => {
  await requireAdministrator(by);
  await parts.writer.write(by, async (unit) => {
    const before = await unit.countries.find(request.id);
    if (before === undefined) throw new NotFound('country');
    requireVersion('country', before, request.ifVersion);
    const locations = await unit.countries.countLocations(before.id);
    if (locations > 0) throw new InUse('This country still has locations.', locations);
    await unit.countries.remove(before);
    unit.announce({ kind: 'country.removed' });
    unit.audit({
      action: 'country.removed',
      objectType: 'country',
      objectId: before.id,
      locationId: undefined,
      before,
      after: undefined,
    });
  });
};
