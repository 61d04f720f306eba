import { describe, expect, it } from '@jest/globals';
import { fromInputs, fromWall, sameWall, startOfDay, toInputs, toWall } from './zone.js';

const at = (iso: string): number => Date.parse(iso);

describe('zone', () => {
  it('reads the wall of a zone with half an hour', () => {
    expect(toWall(at('2026-11-23T18:45:00Z'), 'Asia/Kolkata')).toMatchObject({ day: 24, hour: 0, minute: 15 });
  });

  it('goes back and forth in ordinary time', () => {
    const ms = at('2026-07-01T07:30:00Z');
    const { date, time } = toInputs(ms, 'Europe/Berlin');
    expect([date, time]).toEqual(['2026-07-01', '09:30']);
    expect(fromInputs(date, time, 'Europe/Berlin')).toBe(ms);
  });

  it('takes the first of a repeated hour and moves a skipped one past the jump', () => {
    expect(fromWall({ year: 2026, month: 10, day: 25, hour: 2, minute: 30 }, 'Europe/Berlin')).toBe(
      at('2026-10-25T00:30:00Z'),
    );
    expect(fromWall({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, 'Europe/Berlin')).toBe(
      at('2026-03-29T01:30:00Z'),
    );
  });

  it('knows that a day of daylight saving has 23 or 25 hours', () => {
    const noon = at('2026-03-08T17:00:00Z');
    const hours = (startOfDay(noon, 'America/New_York', 1) - startOfDay(noon, 'America/New_York')) / 3_600_000;
    expect(hours).toBe(23);
  });

  it('says when two zones show the same clock', () => {
    expect(sameWall(at('2026-11-23T12:00:00Z'), 'Europe/Berlin', 'Europe/Paris')).toBe(true);
    expect(sameWall(at('2026-11-23T12:00:00Z'), 'Europe/Berlin', 'Europe/London')).toBe(false);
  });

  it('waits for complete inputs', () => {
    expect(fromInputs('2026-11-23', '', 'UTC')).toBeNull();
  });
});
