import type { CallOptions } from '@flexspace/service-kit';
import type { Clients } from '../clients.js';
import type { SeededLocation } from './places.js';

/** In every location the last desks of its first room belong to somebody. */
const PERMANENT_PER_LOCATION = 2;
/** Locations, by order, whose last room is being repainted. */
const UNDER_MAINTENANCE = [0, 1];

/** Permanent desks, each for somebody who works there. Returns the desks that are not for everybody any more. */
export const assignPermanentDesks = async (
  booking: Clients['booking'],
  locations: readonly SeededLocation[],
  workersOf: (locationKey: string) => readonly string[],
  as: () => Promise<CallOptions>,
): Promise<ReadonlySet<number>> => {
  const assigned = new Set<number>();
  for (const location of locations) {
    const desks = location.rooms[0]?.desks.slice(-PERMANENT_PER_LOCATION) ?? [];
    const workers = workersOf(location.key).slice(-PERMANENT_PER_LOCATION);
    for (const [index, desk] of desks.entries()) {
      const userId = workers[index];
      if (userId === undefined) continue;
      await booking.assignPermanentDesk({ deskId: desk.id, userId, cancelConflicting: false }, await as());
      assigned.add(desk.id);
    }
  }
  return assigned;
};

/** Rooms in which nobody can book for now. Comes last, or their bookings could not be made. */
export const startMaintenance = async (
  catalog: Clients['catalog'],
  locations: readonly SeededLocation[],
  as: () => Promise<CallOptions>,
): Promise<void> => {
  for (const index of UNDER_MAINTENANCE) {
    const room = locations[index]?.rooms.at(-1);
    if (room !== undefined) await catalog.setMaintenance({ roomId: room.id, enabled: true }, await as());
  }
};
