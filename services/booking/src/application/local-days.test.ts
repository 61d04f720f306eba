import { describe, expect, it } from '@jest/globals';
import { HOUR_US, instant, MINUTE_US, parseInstant } from '@flexspace/kernel';
import { datesTouched, localDays } from './local-days.js';

const at = (text: string) => parseInstant(text) ?? instant(0);
const now = at('2027-03-01T08:00:00Z');
const lengths = (zone: string, startOn: string, count: number): number[] =>
  localDays(zone, startOn, { count, now }).map((day) => (day.during.end - day.during.start) / HOUR_US);

describe('local days', () => {
  it.each([
    ['Europe/Berlin', '2027-03-27', [24, 23, 24]],
    ['Europe/Berlin', '2027-10-30', [24, 25, 24]],
    ['Asia/Kolkata', '2027-03-27', [24, 24]],
    // Half an hour of change.
    ['Australia/Lord_Howe', '2027-04-03', [24, 24.5, 24]],
    // Midnight does not exist: the day begins at one.
    ['Africa/Cairo', '2027-04-29', [24, 23, 24]],
    ['America/Santiago', '2027-09-04', [24, 23, 24]],
    // The day itself does not exist.
    ['Pacific/Apia', '2011-12-28', [24, 24]],
  ])('of %s from %s are %j hours long', (zone, startOn, expected) => {
    expect(lengths(zone, startOn, expected.length)).toEqual(expected);
  });

  it('follow each other without a gap, and name each date once', () => {
    for (const zone of ['Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/St_Johns', 'Africa/Cairo']) {
      const days = localDays(zone, '2027-01-01', { count: 62, now });
      expect(new Set(days.map((day) => day.date)).size).toBe(62);
      days.slice(1).forEach((day, index) => {
        expect(day.during.start).toBe(days[index]?.during.end);
      });
    }
  });

  it('begin today there when no date is given', () => {
    const late = { count: 1, now: at('2027-03-01T23:30:00Z') };
    expect(localDays('Europe/Berlin', '', late)[0]?.date).toBe('2027-03-02');
    expect(localDays('America/New_York', '', late)[0]?.date).toBe('2027-03-01');
  });

  it('touched by a stretch of time do not include a day that only begins where it ends', () => {
    const start = at('2027-03-01T20:00:00Z');
    expect(datesTouched('Europe/Berlin', { start, end: at('2027-03-01T23:00:00Z') })).toEqual(['2027-03-01']);
    expect(datesTouched('Europe/Berlin', { start, end: instant(at('2027-03-01T23:00:00Z') + MINUTE_US) })).toEqual([
      '2027-03-01',
      '2027-03-02',
    ]);
  });
});
