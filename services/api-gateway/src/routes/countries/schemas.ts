import { Type as T, type Static } from 'typebox';
import { Count, Id, Latitude, Longitude, Name, NewName, shape, Version } from '../wire-types.js';

const CountryCode = T.String({ pattern: '^[A-Z]{2}$', examples: ['DE'] });

const CountryName = T.String({ ...Name, examples: ['Germany'] });

export const Country = shape(
  {
    id: Id,
    name: CountryName,
    country_code: CountryCode,
    lat: Latitude,
    lng: Longitude,
    location_count: Count,
    version: Version,
  },
  { $id: 'Country' },
);
export type Country = Static<typeof Country>;

export const NewCountry = shape({ name: CountryName, country_code: CountryCode, lat: Latitude, lng: Longitude });
export const CountryReplacement = shape({ ...NewCountry.properties, name: NewName });
export const CountryChange = T.Partial(CountryReplacement, { additionalProperties: false });
