import {
  managesLocation,
  managesRoom,
  NotFound,
  type GroupId,
  type LocationId,
  type Reach,
  type RoomPlace,
} from '@flexspace/kernel';
import { requireGroupReader } from '../domain/authority.js';
import { toReach, type Scope, type Standing } from '../domain/standing.js';
import { locateLocation } from './locate-place.js';
import type { AccessPorts } from './ports/access-ports.js';
import { rolesOf, type Request } from './ports/request.js';
import type { GroupView, LocationAccess, RoomAccess } from './ports/views.js';

/** One group with its members. */
export const getGroup = async (
  ports: Pick<AccessPorts, 'places' | 'views' | 'standings'>,
  request: Request,
  groupId: GroupId,
): Promise<GroupView> => {
  const locationId = await ports.places.locationOfGroup(groupId);
  if (locationId === undefined) throw new NotFound('group');
  requireGroupReader(await ownReach(ports, request, locationId), locationId);
  const group = await ports.views.findGroup(groupId);
  if (group === undefined) throw new NotFound('group');
  return group;
};

/** The groups of one location, or of all whose groups the caller may list. */
export const listGroups = async (
  ports: Pick<AccessPorts, 'views' | 'standings' | 'records' | 'catalog'>,
  request: Request,
  locationId: LocationId | undefined,
): Promise<readonly GroupView[]> => {
  if (locationId !== undefined) {
    const reach = await ownReach(ports, request, locationId);
    requireGroupReader(reach, locationId, 'location');
    await locateLocation(ports, request, locationId);
    return ports.views.listGroups([locationId]);
  }
  const standing = await ports.standings.load(request.caller.userId, 'everywhere');
  if (toReach(standing, rolesOf(request.caller), 'everywhere').managesEverything)
    return ports.views.listGroups('everywhere');
  return ports.views.listGroups([...locationsInCharge(standing)]);
};

/** Managers, gate and delegation of the locations the caller manages; all of them when none is named. */
export const listLocationAccess = async (
  ports: Pick<AccessPorts, 'views' | 'standings'>,
  request: Request,
  locationIds: readonly LocationId[],
): Promise<readonly LocationAccess[]> => {
  const reach = await ownReach(ports, request, 'everywhere');
  if (locationIds.length > 0) {
    const managed = [...new Set(locationIds)].filter((id) => managesLocation(reach, id));
    return managed.length === 0 ? [] : ports.views.listLocations(managed);
  }
  if (reach.managesEverything) return ports.views.listLocations('everywhere');
  return reach.managedLocations.size === 0 ? [] : ports.views.listLocations([...reach.managedLocations]);
};

/**
 * Managers and gate of the rooms the caller manages. The location that a request names counts for nothing: rooms are
 * shown where they are on record, and one that nobody ever set rights for is shown as such only to whoever manages the
 * location that it is said to lie in.
 */
export const listRoomAccess = async (
  ports: Pick<AccessPorts, 'views' | 'standings'>,
  request: Request,
  rooms: readonly RoomPlace[],
): Promise<readonly RoomAccess[]> => {
  const reach = await ownReach(ports, request, 'everywhere');
  const managed = rooms.filter((room) => managesRoom(reach, room));
  if (managed.length === 0) return [];
  const found = await ports.views.listRooms(managed);
  return found.filter((room) => managesRoom(reach, room));
};

/** A room manager is in charge of something in the location of the room. */
export const locationsInCharge = (standing: Standing): ReadonlySet<LocationId> =>
  new Set([...standing.managedLocations, ...standing.managedRooms.map((room) => room.locationId)]);

const ownReach = async (ports: Pick<AccessPorts, 'standings'>, request: Request, scope: Scope): Promise<Reach> =>
  toReach(await ports.standings.load(request.caller.userId, scope), rolesOf(request.caller), scope);
