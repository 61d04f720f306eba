import type { LocationId, RoomId, UserId } from './ids.js';

/**
 * Everything that one person can reach, exact for every place that exists. It is the answer of access.ListAccessible, and
 * CheckAccess decides by the same functions, so the two cannot disagree.
 */
export interface Reach {
  readonly userId: UserId;
  /** Staff and superusers pass both gates everywhere. */
  readonly passesGates: boolean;
  /** Superusers manage everything. */
  readonly managesEverything: boolean;
  /** Location gates that no group of this person opens. Managers of the place are not closed out. */
  readonly closedLocations: ReadonlySet<LocationId>;
  readonly managedLocations: ReadonlySet<LocationId>;
  readonly managedRooms: ReadonlySet<RoomId>;
  /** Room gates that a group of this person opens. */
  readonly gateOpenRooms: ReadonlySet<RoomId>;
}

export interface RoomPlace {
  readonly roomId: RoomId;
  readonly locationId: LocationId;
}

export const managesLocation = (reach: Reach, locationId: LocationId): boolean =>
  reach.managesEverything || reach.managedLocations.has(locationId);

export const managesRoom = (reach: Reach, room: RoomPlace): boolean =>
  managesLocation(reach, room.locationId) || reach.managedRooms.has(room.roomId);

/** Seeing a location, its rooms, desks, maps, bookings and topics, with who booked. */
export const seesLocation = (reach: Reach, locationId: LocationId): boolean =>
  reach.passesGates || managesLocation(reach, locationId) || !reach.closedLocations.has(locationId);

/** Which gate stops this person from booking in a room; undefined when none does. The location gate is asked first. */
export const closedGate = (reach: Reach, room: RoomPlace): 'LOCATION_GATE' | 'ROOM_GATE' | undefined => {
  if (reach.passesGates || managesRoom(reach, room)) return undefined;
  if (!seesLocation(reach, room.locationId)) return 'LOCATION_GATE';
  return reach.gateOpenRooms.has(room.roomId) ? undefined : 'ROOM_GATE';
};

/** What decides about a desk beside the gates. */
export interface DeskFacts {
  readonly roomUnderMaintenance: boolean;
  readonly permanentAssignee: UserId | undefined;
}

export type BookingRefusal = 'LOCATION_GATE' | 'ROOM_GATE' | 'ROOM_UNDER_MAINTENANCE' | 'DESK_PERMANENT';

/** Why this person may not book a desk; undefined when they may. Nobody books under maintenance, managers included. */
export const bookingRefusal = (reach: Reach, room: RoomPlace, desk: DeskFacts): BookingRefusal | undefined => {
  const gate = closedGate(reach, room);
  if (gate !== undefined) return gate;
  if (desk.roomUnderMaintenance) return 'ROOM_UNDER_MAINTENANCE';
  if (desk.permanentAssignee !== undefined && desk.permanentAssignee !== reach.userId) return 'DESK_PERMANENT';
  return undefined;
};

/** Changing or cancelling a booking: its owner, the room's managers, staff and superusers. */
export const mayChangeBooking = (reach: Reach, room: RoomPlace, ownerId: UserId): boolean =>
  reach.userId === ownerId || reach.passesGates || managesRoom(reach, room);
