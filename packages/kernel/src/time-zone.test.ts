import { describe, expect, it } from '@jest/globals';
import { placeOfZone, timeZone } from './time-zone.js';

describe('time zones', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['Japan', 'Japan'],
    ['Berlin', undefined],
    ['+02:00', undefined],
    ['+0500', undefined],
    ['UTC+1', undefined],
    ['SystemV/PST8', undefined],
    ['Mars/Olympus', undefined],
    ['', undefined],
    ['Europe/Berlin ', undefined],
    ['../etc/passwd', undefined],
    ['Europe/Berlin; drop', undefined],
    ['x'.repeat(1_000), undefined],
  ])('%s', (given, expected) => {
    expect(timeZone(given)?.replace('Asia/Calcutta', 'Asia/Kolkata')).toBe(expected);
  });

  it('have a place, also by their short and old names', () => {
    expect(['CET', 'US/Pacific-New', 'Europe/Berlin', 'UTC'].map(placeOfZone)).toEqual([
      'Europe/Brussels',
      'America/Los_Angeles',
      'Europe/Berlin',
      'UTC',
    ]);
  });
});
