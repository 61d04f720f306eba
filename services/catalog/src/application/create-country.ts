import { countryFields, type CountryFields } from '../domain/country.js';
import type { CountryView } from '../domain/place.js';
import { requireAdministrator } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';

export const createCountry = async (parts: CatalogParts, by: Requester, given: CountryFields): Promise<CountryView> => {
  await requireAdministrator(by);
  const fields = countryFields(given);
  const country = await parts.writer.write(by, async (unit) => {
    const created = await unit.countries.insert(fields);
    unit.announce({ kind: 'country.created' });
    unit.audit({
      action: 'country.created',
      objectType: 'country',
      objectId: created.id,
      locationId: undefined,
      before: undefined,
      after: created,
    });
    return created;
  });
  return { ...country, locationCount: 0 };
};
