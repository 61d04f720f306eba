import { seesLocation, type Clock, type LocationId, type RoomId } from '@flexspace/kernel';
import type { Actor } from './actor.js';
import { hiddenFrom } from './hidden-locations.js';
import type { BookingViews, PlaceFilter, RoomCount } from './ports.js';

export interface RoomsQuestion {
  /** Empty = every room. */
  readonly roomIds: readonly RoomId[];
  readonly locationId: LocationId | undefined;
}

/** Desks and free desks of the rooms that the caller sees, now. */
export const countRooms =
  (parts: { readonly views: BookingViews; readonly clock: Clock }) =>
  async (actor: Actor, question: RoomsQuestion): Promise<readonly RoomCount[]> => {
    const [counts, reach] = await Promise.all([
      parts.views.countRooms(question, parts.clock.now()),
      actor.isService ? undefined : actor.reach(),
    ]);
    return reach === undefined ? counts : counts.filter((count) => seesLocation(reach, count.locationId));
  };

/** How many bookings would go with a place, of those that the caller may know of. */
export const countUpcoming =
  (parts: { readonly views: BookingViews; readonly clock: Clock }) =>
  async (actor: Actor, filter: PlaceFilter): Promise<number> => {
    const reach = actor.isService ? undefined : await actor.reach();
    const hidden = reach === undefined ? [] : hiddenFrom(reach);
    return parts.views.countUpcoming({ ...filter, hiddenLocations: hidden }, parts.clock.now());
  };
