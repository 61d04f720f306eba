import { timeZone, type CountryId, type LocationId } from '@flexspace/kernel';
import { LATITUDES, LONGITUDES } from './country.js';
import { FieldCheck } from './field-check.js';

export interface LocationFields {
  readonly name: string;
  readonly countryId: CountryId;
  readonly lat: number;
  readonly lng: number;
  /** IANA. */
  readonly timezone: string;
}

/** An office, with the zone that its calendar days are in. */
export interface Location extends LocationFields {
  readonly id: LocationId;
  readonly version: number;
}

/** The fields as they are kept. Throws INVALID_REQUEST that names each one that is wrong. */
export const locationFields = (given: LocationFields): LocationFields => {
  const check = new FieldCheck();
  const timezone = timeZone(given.timezone);
  if (timezone === undefined) check.add('timezone', 'must be an IANA time zone such as Europe/Berlin');
  const fields = {
    name: check.name('name', given.name),
    countryId: given.countryId,
    lat: check.between('lat', given.lat, LATITUDES),
    lng: check.between('lng', given.lng, LONGITUDES),
    timezone: timezone ?? given.timezone,
  };
  check.done();
  return fields;
};
