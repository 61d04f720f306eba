import { describe, expect, it } from '@jest/globals';
import { localeTag, readDate, readTime, writeDate, writeTime } from './written.js';

describe('written dates', () => {
  it('are written as the format says', () => {
    expect(writeDate('2026-11-05', 'DD/MM/YYYY')).toBe('05/11/2026');
    expect(writeDate('2026-11-05', 'MM/DD/YYYY')).toBe('11/05/2026');
    expect(writeDate('2026-11-05', 'YYYY-MM-DD')).toBe('2026-11-05');
  });

  it('are read with any separator, without a year, and year first', () => {
    expect(readDate('5.11.2026', 'DD/MM/YYYY', 2026)).toBe('2026-11-05');
    expect(readDate('5/11/26', 'DD/MM/YYYY', 2026)).toBe('2026-11-05');
    expect(readDate('11-5', 'MM/DD/YYYY', 2026)).toBe('2026-11-05');
    expect(readDate('11-05', 'YYYY-MM-DD', 2026)).toBe('2026-11-05');
    expect(readDate('2026-11-05', 'DD/MM/YYYY', 2025)).toBe('2026-11-05');
  });

  it('that name no day are refused', () => {
    expect(readDate('31/02/2026', 'DD/MM/YYYY', 2026)).toBeNull();
    expect(readDate('tomorrow', 'DD/MM/YYYY', 2026)).toBeNull();
    expect(readDate('13/13', 'DD/MM/YYYY', 2026)).toBeNull();
  });

  it('English has the order of its format, other languages their own', () => {
    expect(localeTag('en', 'MM/DD/YYYY')).toBe('en-US');
    expect(localeTag('en', 'DD/MM/YYYY')).toBe('en-GB');
    expect(localeTag('de', 'MM/DD/YYYY')).toBe('de');
  });
});

describe('written times', () => {
  it('are written on a clock of 12 or 24 hours', () => {
    expect(writeTime('00:05', true)).toBe('12:05 AM');
    expect(writeTime('12:00', true)).toBe('12:00 PM');
    expect(writeTime('14:30', true)).toBe('2:30 PM');
    expect(writeTime('09:00', false)).toBe('09:00');
  });

  it.each([
    ['9', '09:00'],
    ['9:30', '09:30'],
    ['0930', '09:30'],
    ['930', '09:30'],
    ['9.30', '09:30'],
    ['9 pm', '21:00'],
    ['12am', '00:00'],
    ['14h', '14:00'],
    ['2:15 p.m.', '14:15'],
  ])('%s is read as %s', (typed, read) => {
    expect(readTime(typed)).toBe(read);
  });

  it.each(['', '25', '9:75', '13 pm', 'noon'])('%s is refused', (typed) => {
    expect(readTime(typed)).toBeNull();
  });
});
