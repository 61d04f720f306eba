import { expect, it } from '@jest/globals';
import { COUNTRY_CODES } from './country-codes.js';
import { FieldCheck } from './field-check.js';
import { locationFields } from './location.js';

it('collects all that is wrong with a request, by field', () => {
  const check = new FieldCheck();
  expect(check.name('name', ' Atrium ')).toBe('Atrium');
  check.name('other', 'evil\u202Etxt');
  check.description('description', 'one\u0007');
  expect(() => {
    check.done();
  }).toThrow(/other: must not .*description: must not/);
});

it('knows all 249 countries of ISO 3166-1', () => {
  expect(COUNTRY_CODES.size).toBe(249);
});

it('refuses numbers that are none', () => {
  const fields = { name: 'x', countryId: 1 as never, timezone: 'UTC' };
  expect(() => locationFields({ ...fields, lat: Number.NaN, lng: Infinity })).toThrow(/lat.*lng/);
  expect(Object.is(locationFields({ ...fields, lat: -0, lng: 0 }).lat, 0)).toBe(true);
});
