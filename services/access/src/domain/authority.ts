import {
  Forbidden,
  managesLocation,
  managesRoom,
  NotFound,
  seesLocation,
  type LocationId,
  type Reach,
  type RoomPlace,
} from '@flexspace/kernel';
import { locationOf, type Check } from './decision.js';

/** The caller of an RPC, as far as rights are concerned. */
export interface Asker {
  readonly isSuperuser: boolean;
  readonly isStaff: boolean;
  readonly isService: boolean;
}

/**
 * Whether the caller may ask about somebody else's right to this.
 *
 * Services ask for their own work; staff and superusers act for anybody. A manager needs it to move somebody's booking
 * and learns only about their own location, whose groups they may read anyway: a booking may be moved from a manager's own
 * room into the next one, where its owner's gate decides. Nobody else has a reason to, and the answers would tell who is in
 * which group.
 */
export const mayAskAboutOthers = (asker: Asker, check: Check, askerReach: Reach): boolean => {
  if (mayAskAboutAnybody(asker)) return true;
  const locationId = locationOf(check);
  if (locationId === undefined) return false;
  return managesLocation(askerReach, locationId) || managesSomeRoom(askerReach);
};

/** A whole reach tells every group of a person, so managers of single places may not ask for it. */
export const mayAskAboutAnybody = (asker: Asker): boolean => asker.isService || asker.isStaff || asker.isSuperuser;

/** In a reach that is scoped to one location: any room of it. */
const managesSomeRoom = (reach: Reach): boolean => reach.managedRooms.size > 0;

/** 403 for whoever sees the place, 404 for whoever must not know it. */
const refuse = (reach: Reach, locationId: LocationId, what: string, why: string): never => {
  if (!seesLocation(reach, locationId)) throw new NotFound(what);
  throw new Forbidden('FORBIDDEN', why);
};

/** Managers, gate and delegation of a location, its groups, and who manages its rooms. */
export const requireLocationManager = (reach: Reach, locationId: LocationId, what = 'location'): void => {
  if (managesLocation(reach, locationId)) return;
  refuse(reach, locationId, what, 'Only the managers of this location may do this.');
};

/** The gate of one room. */
export const requireRoomManager = (reach: Reach, room: RoomPlace): void => {
  if (managesRoom(reach, room)) return;
  refuse(reach, room.locationId, 'room', 'Only the managers of this room or its location may do this.');
};

/** Listing groups with their members: the managers of the location and of any of its rooms. Takes a reach of that location. */
export const mayListGroups = (reach: Reach, locationId: LocationId): boolean =>
  managesLocation(reach, locationId) || managesSomeRoom(reach);

export const requireGroupReader = (reach: Reach, locationId: LocationId, what = 'group'): void => {
  if (mayListGroups(reach, locationId)) return;
  refuse(reach, locationId, what, 'Only managers of this location or of one of its rooms may see its groups.');
};

/** Adding and removing members: the location's managers, and its room managers where the location lets them. */
export const requireMemberEditor = (reach: Reach, locationId: LocationId, roomManagersMay: boolean): void => {
  if (managesLocation(reach, locationId)) return;
  if (managesSomeRoom(reach)) {
    if (roomManagersMay) return;
    throw new Forbidden('FORBIDDEN', 'This location does not let room managers change the members of its groups.');
  }
  refuse(reach, locationId, 'group', 'Only managers may change the members of a group.');
};
