import { createSharedReads, InvalidRequest, type Clock, type LocationId, type RoomId } from '@flexspace/kernel';
import type { Actor } from './actor.js';
import { hiddenFrom } from './hidden-locations.js';
import type { BookingViews, PlaceFilter, RoomCount, TakenDesks } from './ports.js';

export interface RoomsQuestion {
  /** Empty = every room. */
  readonly roomIds: readonly RoomId[];
  readonly locationId: LocationId | undefined;
}

/** Desks and free desks of the rooms that the caller sees, now. Two who see the same are given the very same answer. */
export const countRooms = (parts: { readonly views: BookingViews; readonly clock: Clock }) => {
  const share = createSharedReads<CountsByAudience>();

  return async (actor: Actor, question: RoomsQuestion): Promise<readonly RoomCount[]> => {
    const read = async (): Promise<CountsByAudience> =>
      createCountsByAudience(await parts.views.countRooms(question, parts.clock.now()));
    const [counts, reach] = await Promise.all([
      share(JSON.stringify(question), read),
      actor.isService ? undefined : actor.reach(),
    ]);
    return counts(reach === undefined ? [] : hiddenFrom(reach));
  };
};

type CountsByAudience = (hidden: readonly LocationId[]) => readonly RoomCount[];

/** One read for all who asked together, cut once for all from whom the same locations are hidden. */
const createCountsByAudience = (counts: readonly RoomCount[]): CountsByAudience => {
  const cut = new Map<string, readonly RoomCount[]>();
  return (hidden) => {
    if (hidden.length === 0) return counts;
    const key = hidden.join();
    const known = cut.get(key);
    if (known !== undefined) return known;
    const unseen = new Set(hidden);
    const seen = counts.filter((count) => !unseen.has(count.locationId));
    cut.set(key, seen);
    return seen;
  };
};

const ROOMS_AT_ONCE = 500;

/**
 * Desks that are taken now, one by one, in the rooms that are not hidden from the caller. A room that nobody told of yet has none:
 * catalog, which shows it, has checked who may see it.
 */
export const listTakenDesks =
  (parts: { readonly views: BookingViews; readonly clock: Clock }) =>
  async (actor: Actor, roomIds: readonly RoomId[]): Promise<readonly TakenDesks[]> => {
    if (roomIds.length > ROOMS_AT_ONCE) throw InvalidRequest.field('room_ids', `must be at most ${ROOMS_AT_ONCE}`);
    const [rooms, reach] = await Promise.all([
      parts.views.takenDesks(roomIds, parts.clock.now()),
      actor.isService ? undefined : actor.reach(),
    ]);
    const hidden = new Set(reach === undefined ? [] : hiddenFrom(reach));
    return rooms.filter(({ locationId }) => locationId === undefined || !hidden.has(locationId));
  };

/** How many bookings would go with a place, of those that the caller may know of. */
export const countUpcoming =
  (parts: { readonly views: BookingViews; readonly clock: Clock }) =>
  async (actor: Actor, filter: PlaceFilter): Promise<number> => {
    const reach = actor.isService ? undefined : await actor.reach();
    const hidden = reach === undefined ? [] : hiddenFrom(reach);
    return parts.views.countUpcoming({ ...filter, hiddenLocations: hidden }, parts.clock.now());
  };
