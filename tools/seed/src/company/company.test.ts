import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { planBookings, type PlannedBooking, type Worker } from './bookings.js';
import { PEOPLE } from './people.js';
import { COUNTRIES, LOCATIONS } from './places.js';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const floors = LOCATIONS.flatMap((location) => location.floors);
const rooms = floors.flatMap((floor) => floor.rooms);

describe('the demo company', () => {
  it('has the places that it is said to have', () => {
    expect({
      countries: COUNTRIES.length,
      locations: LOCATIONS.length,
      zones: new Set(LOCATIONS.map(({ timezone }) => timezone)).size,
      floors: floors.length,
      rooms: rooms.length,
      desks: sum(rooms.map(({ desks }) => desks)),
    }).toEqual({ countries: 5, locations: 8, zones: 8, floors: 20, rooms: 60, desks: 1_500 });
    for (const { timezone } of LOCATIONS) expect(DateTime.now().setZone(timezone).isValid).toBe(true);
  });

  it('has sixty people of different names, who work somewhere, and an account for each role', () => {
    expect(new Set(PEOPLE.map(({ username }) => username)).size).toBe(60);
    const places = new Set(LOCATIONS.map(({ key }) => key));
    expect(PEOPLE.filter(({ home }) => !places.has(home))).toEqual([]);
    const roles = PEOPLE.flatMap(({ demo }) => demo ?? []);
    expect(new Set(roles)).toEqual(new Set(['superuser', 'staff', 'location_manager', 'room_manager', 'user']));
  });
});

describe('its bookings', () => {
  const now = DateTime.fromISO('2026-03-25T10:20:00Z', { zone: 'utc' });
  const zoneOf = (key: string): string => LOCATIONS.find((location) => location.key === key)?.timezone ?? 'utc';
  const workers: Worker[] = PEOPLE.map((person, index) => ({
    userId: person.username,
    username: person.username,
    timezone: zoneOf(person.home),
    // A location's desks, as far apart from another's as their ids need to be.
    deskIds: Array.from(
      { length: 60 },
      (_, desk) => LOCATIONS.findIndex(({ key }) => key === person.home) * 1_000 + desk,
    ),
    busyNow: index % 3 === 0,
  }));
  const planned = planBookings(workers, { now, daysBack: 30, daysAhead: 14 });

  const overlaps = (by: (one: PlannedBooking) => string | number): PlannedBooking[] =>
    [...Map.groupBy(planned, by).values()].flatMap((group) => {
      const sorted = group.toSorted((a, b) => a.start.toMillis() - b.start.toMillis());
      return sorted.filter((one, index) => index > 0 && one.start < (sorted[index - 1]?.end ?? one.start));
    });

  it('are about three thousand, over the last thirty days and the next fourteen', () => {
    expect(planned.length).toBeGreaterThan(2_700);
    expect(planned.length).toBeLessThan(3_700);
    // A local day may begin up to fourteen hours before the day in UTC.
    const bounds = { from: now.minus({ days: 31 }), to: now.plus({ days: 15, hours: 14 }) };
    expect(planned.filter(({ start, end }) => start < bounds.from || end > bounds.to || end <= start)).toEqual([]);
  });

  it('never put two people at one desk, or one person at two', () => {
    expect(overlaps(({ deskId }) => deskId)).toEqual([]);
    expect(overlaps(({ userId }) => userId)).toEqual([]);
  });

  it('are going on right now for whom they should, also on a Sunday', () => {
    const sunday = DateTime.fromISO('2026-03-29T01:30:00Z', { zone: 'utc' });
    for (const at of [now, sunday]) {
      const active = planBookings(workers, { now: at, daysBack: 2, daysAhead: 2 }).filter(
        ({ start, end }) => start <= at && at < end,
      );
      const busy = workers.filter(({ busyNow }) => busyNow).map(({ userId }) => userId);
      expect(busy.filter((user) => !active.some(({ userId }) => userId === user))).toEqual([]);
    }
  });
});
