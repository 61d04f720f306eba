import type { LocationId, RoomPlace, UserId } from '@flexspace/kernel';
import { TooMany } from '../domain/access-errors.js';
import { requireLocationManager } from '../domain/authority.js';
import { locateLocation, locateRoom } from './locate-place.js';
import type { AccessPorts, PlacePart, PlaceUnit } from './ports/access-ports.js';
import type { Request } from './ports/request.js';
import { resolvePeople } from './resolve-people.js';
import type { LocationAccess, RoomAccess } from './ports/views.js';

const MANAGERS_PER_PLACE = 200;

type Ports = Pick<AccessPorts, 'places' | 'records' | 'catalog' | 'people' | 'identity' | 'clock'>;

interface Appointment {
  readonly part: PlacePart;
  readonly locationId: LocationId;
  readonly userIds: readonly UserId[];
}

/** Appoints location managers; a location's first one can only come from a superuser, since nobody else manages it yet. */
export const addLocationManagers = async (
  ports: Ports,
  request: Request,
  command: { readonly locationId: LocationId; readonly userIds: readonly UserId[] },
): Promise<LocationAccess> => {
  await locateLocation(ports, request, command.locationId);
  return appoint(ports, request, { part: 'location', ...command }, (place) => place.showLocation());
};

/** Dismisses location managers; whoever is none is no error. */
export const removeLocationManagers = async (
  ports: Ports,
  request: Request,
  command: { readonly locationId: LocationId; readonly userIds: readonly UserId[] },
): Promise<LocationAccess> => {
  await locateLocation(ports, request, command.locationId);
  return dismiss(ports, request, { part: 'location', ...command }, (place) => place.showLocation());
};

/** Appoints room managers: the location's managers do, room managers themselves do not. */
export const addRoomManagers = async (
  ports: Ports,
  request: Request,
  command: { readonly room: RoomPlace; readonly userIds: readonly UserId[] },
): Promise<RoomAccess> => {
  const { roomId, locationId } = await locateRoom(ports, request, command.room);
  const appointment = { part: roomId, locationId, userIds: command.userIds };
  return appoint(ports, request, appointment, (place) => place.showRoom(roomId));
};

/** Dismisses room managers. */
export const removeRoomManagers = async (
  ports: Ports,
  request: Request,
  command: { readonly room: RoomPlace; readonly userIds: readonly UserId[] },
): Promise<RoomAccess> => {
  const { roomId, locationId } = await locateRoom(ports, request, command.room);
  const appointment = { part: roomId, locationId, userIds: command.userIds };
  return dismiss(ports, request, appointment, (place) => place.showRoom(roomId));
};

/** A change of a place's managers, by whoever may, that names people who exist. */
const changeWithPeople = async <T>(
  ports: Ports,
  request: Request,
  { part, locationId, userIds }: Appointment,
  work: (place: PlaceUnit, known: readonly UserId[]) => Promise<T>,
): Promise<T> => {
  const authorize = async (place: PlaceUnit): Promise<void> => {
    requireLocationManager(await place.reachOf(request.caller), locationId, part === 'location' ? 'location' : 'room');
  };
  // Asked before the look-up as well, so that nobody without a say can make this service query Keycloak.
  await ports.places.change(locationId, request, authorize);
  const known = await resolvePeople(ports, request, userIds);
  return ports.places.change(locationId, request, async (place) => {
    await authorize(place);
    return work(place, known);
  });
};

const appoint = async <T>(
  ports: Ports,
  request: Request,
  appointment: Appointment,
  show: (place: PlaceUnit) => Promise<T>,
): Promise<T> =>
  changeWithPeople(ports, request, appointment, async (place, known) => {
    const { part } = appointment;
    const before = await place.managersOf(part);
    const added = await place.addManagers(part, known);
    if (before.length + added.length > MANAGERS_PER_PLACE) {
      throw new TooMany('user_ids', MANAGERS_PER_PLACE, 'Managers of one place');
    }
    if (added.length > 0) {
      await place.record({ ...about(part, 'appointed'), affected: added, before, after: [...before, ...added] });
    }
    return show(place);
  });

const dismiss = async <T>(
  ports: Ports,
  request: Request,
  appointment: Appointment,
  show: (place: PlaceUnit) => Promise<T>,
): Promise<T> =>
  changeWithPeople(ports, request, appointment, async (place, known) => {
    const { part } = appointment;
    const before = await place.managersOf(part);
    const removed = await place.removeManagers(part, known);
    if (removed.length > 0) {
      const gone = new Set(removed);
      const after = before.filter((id) => !gone.has(id));
      await place.record({ ...about(part, 'dismissed'), affected: removed, before, after });
    }
    return show(place);
  });

const about = (part: PlacePart, fact: 'appointed' | 'dismissed') =>
  part === 'location'
    ? ({ subject: 'manager', action: `location_manager.${fact}` } as const)
    : ({ subject: 'manager', action: `room_manager.${fact}`, roomId: part } as const);
