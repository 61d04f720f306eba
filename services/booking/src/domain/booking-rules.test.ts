import { describe, expect, it } from '@jest/globals';
import {
  bookingId,
  DAY_US,
  deskId,
  floorId,
  HOUR_US,
  instant,
  locationId,
  MINUTE_US,
  parseInstant,
  plus,
  roomId,
  userId,
} from '@flexspace/kernel';
import { planChange, timeViolations } from './booking-rules.js';
import { phaseAt, statusOf, type Booking } from './booking.js';

const now = parseInstant('2027-03-01T08:00:00Z') ?? instant(0);
const limits = { now, horizonDays: 365 };
const hours = (from: number, until: number) => ({ start: plus(now, from * HOUR_US), end: plus(now, until * HOUR_US) });
const paths = (range: { start: number; end: number }): string[] =>
  timeViolations({ start: instant(range.start), end: instant(range.end) }, limits).map((problem) => problem.path);

const booking = (from: number, until: number): Booking => ({
  id: bookingId(1),
  desk: {
    deskId: deskId(1),
    deskName: 'A1',
    roomId: roomId(1),
    roomName: 'Oak',
    floorId: floorId(1),
    floorName: 'First',
    locationId: locationId(1),
    locationName: 'Berlin',
    timezone: 'Europe/Berlin',
  },
  user: { id: userId('00000000-0000-4000-8000-000000000001'), username: 'alice', fullName: 'Alice' },
  during: hours(from, until),
  cancelled: false,
  version: 1,
});
const wish = (more: Partial<Parameters<typeof planChange>[1]>) => ({
  start: undefined,
  end: undefined,
  deskId: undefined,
  ...more,
});

describe('the time of a new booking', () => {
  it('may begin up to a minute ago, because "now" is said before it is heard', () => {
    expect(paths({ start: now - MINUTE_US, end: now + HOUR_US })).toEqual([]);
    expect(paths({ start: now - MINUTE_US - 1, end: now + HOUR_US })).toEqual(['start_time']);
    expect(paths({ start: now - MINUTE_US, end: now })).toEqual(['end_time']);
  });

  it('is bounded in length and distance', () => {
    expect(paths({ start: now + HOUR_US, end: now + HOUR_US + 31 * DAY_US })).toEqual([]);
    expect(paths({ start: now + HOUR_US, end: now + HOUR_US + 31 * DAY_US + 1 })).toEqual(['end_time']);
    expect(paths({ start: now + 365 * DAY_US, end: now + 366 * DAY_US })).toEqual([]);
    expect(paths({ start: now + 365 * DAY_US + 1, end: now + 366 * DAY_US })).toEqual(['start_time']);
  });
});

describe('a change', () => {
  it('adds nothing when time is given back, and something when it grows, moves or changes desk', () => {
    const mine = booking(2, 6);
    const adds = (wanted: Parameters<typeof wish>[0]) => planChange(mine, wish(wanted), limits).adds;
    expect(adds({ end: hours(2, 5).end })).toBe(false);
    expect(adds({ start: hours(3, 5).start })).toBe(false);
    expect(adds({ end: hours(2, 7).end })).toBe(true);
    expect(adds({ start: hours(3, 7).start, end: hours(3, 7).end })).toBe(true);
    expect(adds({ deskId: deskId(2) })).toBe(true);
  });

  it('gives time back also where nobody could book any more, because the horizon came nearer', () => {
    const far = booking(366 * 24, 366 * 24 + 4);
    expect(planChange(far, wish({ end: plus(far.during.end, -HOUR_US) }), limits).adds).toBe(false);
    expect(planChange(far, wish({ start: plus(far.during.start, HOUR_US) }), limits).adds).toBe(false);
    for (const more of [{ end: plus(far.during.end, HOUR_US) }, { deskId: deskId(2) }]) {
      expect(() => planChange(far, wish(more), limits)).toThrow(expect.objectContaining({ reason: 'INVALID_REQUEST' }));
    }
  });

  it('knows what changes nothing', () => {
    expect(planChange(booking(2, 6), wish({ start: hours(2, 6).start }), limits).changesAnything).toBe(false);
  });

  it('that turns the time around is refused', () => {
    expect(() => planChange(booking(2, 6), wish({ end: hours(2, 2).start }), limits)).toThrow(
      expect.objectContaining({ reason: 'INVALID_REQUEST' }),
    );
  });
});

describe('status and phase', () => {
  it('follow the half-open interval', () => {
    expect(statusOf(booking(0, 1), now)).toBe('active');
    expect(statusOf(booking(-1, 0), now)).toBe('elapsed');
    expect(statusOf({ ...booking(1, 2), cancelled: true }, now)).toBe('cancelled');
    expect([phaseAt(hours(1, 2), now), phaseAt(hours(0, 1), now), phaseAt(hours(-1, 0), now)]).toEqual([0, 1, 2]);
  });
});
