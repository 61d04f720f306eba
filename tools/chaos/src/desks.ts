import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Person } from './person.js';

const tree = z.array(
  z.object({
    locations: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        floors: z.array(
          z.object({
            rooms: z.array(
              z.object({
                id: z.number(),
                can_book: z.boolean(),
                desk_count: z.number(),
                is_under_maintenance: z.boolean(),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
);
const room = z.object({
  desks: z.array(
    z.object({ id: z.number(), is_permanent: z.boolean(), is_booked: z.boolean(), is_locked: z.boolean() }),
  ),
});
export const booking = z.object({
  id: z.number(),
  desk: z.object({ id: z.number() }),
  start_time: z.string(),
  end_time: z.string(),
  status: z.string(),
});
export const bookings = z.array(booking);

export interface OpenRoom {
  readonly roomId: number;
  readonly locationId: number;
  /** Desks that anybody here may book, free at this moment. */
  readonly deskIds: readonly number[];
}

/** The first room in which this person may book. */
export const findOpenRoom = async (person: Person): Promise<OpenRoom> => {
  for (const country of tree.parse((await person.get('/api/locations/tree/')).body)) {
    for (const location of country.locations) {
      const found = location.floors
        .flatMap(({ rooms }) => rooms)
        .find((one) => one.can_book && !one.is_under_maintenance && one.desk_count > 0);
      if (found === undefined) continue;
      const { desks } = room.parse((await person.get(`/api/rooms/${found.id}/desks/`)).body);
      const free = desks.filter((desk) => !desk.is_permanent && !desk.is_booked && !desk.is_locked);
      if (free.length > 0) return { roomId: found.id, locationId: location.id, deskIds: free.map(({ id }) => id) };
    }
  }
  throw new Error('there is no room in which this person may book');
};

const HOUR_S = 3_600;
const FIRST_HOUR = 90 * 24;
/** Where in its hour: each file, and each repetition of one, has bookings on the same desks and must not meet the others'. */
const SECOND = randomInt(HOUR_S - 1);
let used = 0;

/** A second far ahead that no other call has given, as the API takes it. */
export const freshSlot = (): { start_time: string; end_time: string } => {
  const hour = Math.ceil(Date.now() / 1_000 / HOUR_S) + FIRST_HOUR + used;
  const start = hour * HOUR_S + SECOND;
  used += 1;
  const at = (seconds: number): string => new Date(seconds * 1_000).toISOString();
  return { start_time: at(start), end_time: at(start + 1) };
};
