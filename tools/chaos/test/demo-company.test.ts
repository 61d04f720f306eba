import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { signIn } from '../src/person.js';
import { runningProduct } from '../src/running-product.js';

const stats = z.object({
  active: z.unknown(),
  next: z.unknown(),
  hours_this_month: z.number(),
  upcoming_count: z.number(),
  favourite_location: z.object({ count: z.number() }).nullable(),
  favourite_desk: z.object({ count: z.number() }).nullable(),
  busiest_weekday: z.number().nullable(),
});
const tree = z.array(
  z.object({
    locations: z.array(
      z.object({
        floors: z.array(
          z.object({ rooms: z.array(z.object({ can_book: z.boolean(), is_under_maintenance: z.boolean() })) }),
        ),
      }),
    ),
  }),
);

describe('whoever signs in to the demo company', () => {
  it('finds something true in every panel', async () => {
    const { accounts } = await runningProduct();
    for (const { username } of accounts) {
      const person = await signIn(username, 2);
      const seen = stats.parse((await person.get('/api/bookings/stats/?tz=Europe/Berlin')).body);
      const panels = {
        now: seen.active !== null,
        next: seen.next !== null && seen.upcoming_count > 0,
        hours: seen.hours_this_month > 0,
        favourites: (seen.favourite_location?.count ?? 0) > 0 && (seen.favourite_desk?.count ?? 0) > 0,
        weekday: seen.busiest_weekday !== null,
        mine: z.array(z.unknown()).parse((await person.get('/api/bookings/?user_only=true')).body).length > 0,
      };
      expect([username, panels]).toEqual([
        username,
        { now: true, next: true, hours: true, favourites: true, weekday: true, mine: true },
      ]);
      await person.close();
    }
  });

  it('finds a place that is closed to them, and a room where nobody may book for now', async () => {
    const roomsOf = async (username: string) => {
      const person = await signIn(username, 2);
      const countries = tree.parse((await person.get('/api/locations/tree/')).body);
      await person.close();
      return countries.flatMap(({ locations }) =>
        locations.flatMap(({ floors }) => floors.flatMap(({ rooms }) => rooms)),
      );
    };
    const [everything, alices] = [await roomsOf('olivia'), await roomsOf('alice')];
    expect(everything.some(({ is_under_maintenance }) => is_under_maintenance)).toBe(true);
    expect(alices.filter(({ can_book }) => can_book).length).toBeLessThan(everything.length);
    expect(alices.some(({ can_book }) => can_book)).toBe(true);
  });
});
