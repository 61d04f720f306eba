import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatInstant, instant, parseInstant } from './instant.js';

describe('parseInstant', () => {
  it.each([
    ['2026-11-24T09:00:00Z', Date.UTC(2026, 10, 24, 9) * 1000],
    ['2026-11-24T09:00:00+01:00', Date.UTC(2026, 10, 24, 8) * 1000],
    ['2026-11-24t09:00:00.123456-05:30', Date.UTC(2026, 10, 24, 14, 30) * 1000 + 123_456],
    ['2024-02-29T00:00:00.5z', Date.UTC(2024, 1, 29) * 1000 + 500_000],
  ])('reads %s', (text, micros) => {
    expect(parseInstant(text)).toBe(micros);
  });

  it.each([
    ['2026-11-24T09:00:00', 'no offset'],
    ['2026-11-24', 'no time'],
    ['2026-02-30T09:00:00Z', 'a day that does not exist'],
    ['2026-12-31T23:59:60Z', 'a leap second'],
    ['2026-11-24T24:00:00Z', 'hour 24'],
    ['2026-11-24T09:00:00.1234567Z', 'finer than a microsecond'],
    ['2026-11-24 09:00:00Z', 'a blank for the T'],
    ['2026-11-24T09:00:00+25:00', 'an offset no place has'],
    ['1969-12-31T23:59:59Z', 'before 1970'],
    ['', 'nothing'],
  ])('refuses %s: %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('gives back what formatInstant wrote, to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 11, 31) * 1000 }), (micros) => {
        expect(parseInstant(formatInstant(instant(micros)))).toBe(micros);
      }),
    );
  });
});
