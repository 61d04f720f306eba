import { describe, expect, it } from '@jest/globals';
import { InvalidRequest } from '@flexspace/kernel';
import { COUNTRY_CODES } from './country-codes.js';
import { FieldCheck } from './field-check.js';
import { locationFields } from './location.js';
import { timeZone } from './time-zone.js';

const nameOrWhy = (value: string): string => {
  const check = new FieldCheck();
  const name = check.name('name', value);
  try {
    check.done();
    return `kept: ${name}`;
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    return error.details.violations?.map((violation) => violation.message).join() ?? '';
  }
};

describe('names', () => {
  it.each([
    ['  Atrium ', 'kept: Atrium'],
    ['Cafe\u0301', 'kept: Café'],
    ['東京 🏢', 'kept: 東京 🏢'],
    ['x'.repeat(120), `kept: ${'x'.repeat(120)}`],
    ['🏢'.repeat(120), `kept: ${'🏢'.repeat(120)}`],
    ['x'.repeat(121), 'must have at most 120 characters'],
    ['', 'must not be empty'],
    [' \u200B\u00A0 ', 'must not be empty'],
    ['a\u0000b', 'must not contain control characters'],
    ['a\nb', 'must not contain control characters'],
    ['a\u2028b', 'must not contain control characters'],
    ['a\uD800b', 'must not contain control characters'],
    ['evil\u202Etxt', 'must not contain characters that turn the direction of writing'],
    ['Desk\u200B 1', 'must not contain invisible characters'],
    ['Desk\uFEFF', 'kept: Desk'],
    ['\uFFFD', 'must not contain characters that stand for lost ones'],
    ['👩\u200D💻', 'kept: 👩\u200D💻'],
    ['evil\u200Ftxt', 'must not contain characters that turn the direction of writing'],
    ['evil\u2066txt', 'must not contain characters that turn the direction of writing'],
  ])('%j', (given, expected) => {
    expect(nameOrWhy(given)).toBe(expected);
  });
});

describe('time zones', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['UTC', 'UTC'],
    ['Japan', 'Japan'],
    ['Berlin', undefined],
    ['+02:00', undefined],
    ['Mars/Olympus', undefined],
    ['', undefined],
    ['Europe/Berlin; drop', undefined],
  ])('%s', (given, expected) => {
    expect(timeZone(given)?.replace('Asia/Calcutta', 'Asia/Kolkata')).toBe(expected);
  });
});

it('knows all 249 countries of ISO 3166-1', () => {
  expect(COUNTRY_CODES.size).toBe(249);
});

it('refuses numbers that are none', () => {
  const fields = { name: 'x', countryId: 1 as never, timezone: 'UTC' };
  expect(() => locationFields({ ...fields, lat: Number.NaN, lng: Infinity })).toThrow(/lat.*lng/);
  expect(Object.is(locationFields({ ...fields, lat: -0, lng: 0 }).lat, 0)).toBe(true);
});
