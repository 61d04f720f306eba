import {
  InvalidRequest,
  type FieldViolation,
  type GroupId,
  type LocationId,
  type RoomPlace,
  type UserId,
} from '@flexspace/kernel';
import { requireLocationManager, requireRoomManager } from '../domain/authority.js';
import { locateLocation, locateRoom } from './locate-place.js';
import type { AccessPorts, Affected, PlacePart, PlaceUnit } from './ports/access-ports.js';
import type { Request } from './ports/request.js';
import type { LocationAccess, RoomAccess } from './ports/views.js';

type Ports = Pick<AccessPorts, 'places' | 'records' | 'catalog'>;

/** Replaces the location gate; an empty list opens the location to everyone. */
export const setLocationGate = async (
  ports: Ports,
  request: Request,
  command: { readonly locationId: LocationId; readonly groupIds: readonly GroupId[] },
): Promise<LocationAccess> => {
  await locateLocation(ports, request, command.locationId);
  return ports.places.change(command.locationId, request, async (place) => {
    requireLocationManager(await place.reachOf(request.caller), place.locationId);
    const change = await replaceGate(place, 'location', command.groupIds);
    if (change !== undefined) {
      // Who is let in or kept out is everybody who is *not* in some group: no list of them is bounded.
      await place.record({ subject: 'gate', action: 'location_gate.set', affected: 'everybody', ...change });
    }
    return place.showLocation();
  });
};

/** Replaces the room gate; an empty list lets nobody but managers book. */
export const setRoomGate = async (
  ports: Ports,
  request: Request,
  command: { readonly room: RoomPlace; readonly groupIds: readonly GroupId[] },
): Promise<RoomAccess> => {
  const { roomId, locationId } = await locateRoom(ports, request, command.room);
  return ports.places.change(locationId, request, async (place) => {
    requireRoomManager(await place.reachOf(request.caller), { roomId, locationId });
    const change = await replaceGate(place, roomId, command.groupIds);
    if (change !== undefined) {
      const affected = await membersOfDifference(place, change);
      await place.record({ subject: 'gate', action: 'room_gate.set', roomId, affected, ...change });
    }
    return place.showRoom(roomId);
  });
};

/** Whether room managers may add and remove members of the location's groups. */
export const setDelegation = async (
  ports: Ports,
  request: Request,
  command: { readonly locationId: LocationId; readonly allow: boolean },
): Promise<LocationAccess> => {
  await locateLocation(ports, request, command.locationId);
  return ports.places.change(command.locationId, request, async (place) => {
    requireLocationManager(await place.reachOf(request.caller), place.locationId);
    const before = place.roomManagersMayEditMembers;
    if (before !== command.allow) {
      await place.setDelegation(command.allow);
      const affected = await place.roomManagers();
      await place.record({ subject: 'manager', action: 'delegation.set', affected, before, after: command.allow });
    }
    return place.showLocation();
  });
};

interface GateChange {
  readonly before: readonly GroupId[];
  readonly after: readonly GroupId[];
}

/** Undefined when the gate is what it was. */
const replaceGate = async (
  place: PlaceUnit,
  part: PlacePart,
  groupIds: readonly GroupId[],
): Promise<GateChange | undefined> => {
  const own = await place.ownGroups(groupIds);
  const foreign = groupIds.flatMap((id, index): FieldViolation[] =>
    own.has(id) ? [] : [{ path: `group_ids[${index}]`, message: 'is not a group of this location' }],
  );
  if (foreign.length > 0) throw new InvalidRequest(foreign);
  const before = await place.gateOf(part);
  const after = [...own].toSorted((a, b) => a - b);
  if (before.length === after.length && before.every((id, index) => id === after[index])) return undefined;
  await place.setGate(part, after);
  return { before, after };
};

/** More people than this are announced as everybody; no need to read them all. */
const NAMED_MAX = 500;

const membersOfDifference = async (place: PlaceUnit, { before, after }: GateChange): Promise<Affected> => {
  const changed = [...before.filter((id) => !after.includes(id)), ...after.filter((id) => !before.includes(id))];
  const members = new Set<UserId>();
  for (const id of changed) {
    for (const member of await place.memberIds(id, NAMED_MAX + 1)) members.add(member);
    if (members.size > NAMED_MAX) return 'everybody';
  }
  return [...members];
};
