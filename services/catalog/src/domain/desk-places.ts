import type { Desk } from './desk.js';
import type { DeskPlace } from './place.js';
import type { Room } from './room.js';

/** What a desk's place takes from above its room. */
export interface RoomSurroundings {
  readonly floorName: string;
  readonly locationName: string;
  readonly timezone: string;
}

/** The places of one room's desks as they are after the change with this revision. */
export const deskPlaces = (
  desks: readonly Desk[],
  room: Room,
  { revision, ...around }: RoomSurroundings & { readonly revision: number },
): DeskPlace[] =>
  desks.map((desk) => ({
    deskId: desk.id,
    deskName: desk.name,
    roomId: room.id,
    roomName: room.name,
    floorId: room.floorId,
    locationId: room.locationId,
    roomUnderMaintenance: room.isUnderMaintenance,
    placeVersion: revision,
    ...around,
  }));
