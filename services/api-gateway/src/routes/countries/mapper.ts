import type { Country as WireCountry } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { Country } from './schemas.js';

export const toCountry = (country: WireCountry): Country => ({
  id: country.id,
  name: country.name,
  country_code: country.countryCode,
  lat: country.lat,
  lng: country.lng,
  location_count: country.locationCount,
  version: country.version,
});
