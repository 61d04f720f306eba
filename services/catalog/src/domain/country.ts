import type { CountryId } from '@flexspace/kernel';
import { isCountryCode } from './country-codes.js';
import { FieldCheck } from './field-check.js';

export const LATITUDES = [-90, 90] as const;
export const LONGITUDES = [-180, 180] as const;

export interface CountryFields {
  readonly name: string;
  readonly countryCode: string;
  readonly lat: number;
  readonly lng: number;
}

export interface Country extends CountryFields {
  readonly id: CountryId;
  readonly version: number;
}

/** The fields as they are kept. Throws INVALID_REQUEST that names each one that is wrong. */
export const countryFields = (given: CountryFields): CountryFields => {
  const check = new FieldCheck();
  const countryCode = given.countryCode.trim().toUpperCase();
  if (!isCountryCode(countryCode)) check.add('country_code', 'must be an ISO 3166-1 alpha-2 code');
  const fields = {
    name: check.name('name', given.name),
    countryCode,
    lat: check.between('lat', given.lat, LATITUDES),
    lng: check.between('lng', given.lng, LONGITUDES),
  };
  check.done();
  return fields;
};
