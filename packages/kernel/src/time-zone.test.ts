import { describe, expect, it } from '@jest/globals';
import { canonicalZone } from './time-zone.js';

describe('the canonical name of a time zone', () => {
  it('is the same for each of its names', () => {
    expect(
      [
        'Europe/Berlin',
        'europe/berlin',
        'UTC',
        'Etc/UTC',
        'US/Pacific',
        'Etc/GMT+5',
        'America/Argentina/Buenos_Aires',
      ].map(canonicalZone),
    ).toEqual([
      'Europe/Berlin',
      'Europe/Berlin',
      'UTC',
      'UTC',
      'America/Los_Angeles',
      'Etc/GMT+5',
      canonicalZone('America/Buenos_Aires'),
    ]);
    expect(canonicalZone('Asia/Kolkata')).toBe(canonicalZone('Asia/Calcutta'));
  });

  it.each([
    '+05:00',
    '-03:00',
    '+0500',
    'UTC+1',
    'Mars/Olympus',
    'SystemV/PST8',
    'Z',
    '',
    'Mars',
    'Berlin',
    '../etc/passwd',
    'Europe/Berlin; drop',
    ' Europe/Berlin',
    'a'.repeat(65),
  ])('is not there for %j: no zone of the IANA database', (name) => {
    expect(canonicalZone(name)).toBeUndefined();
  });
});
