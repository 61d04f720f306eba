import {
  InvalidRequest,
  NotFound,
  seesLocation,
  type CountryId,
  type DeskId,
  type FloorId,
  type LocationId,
  type RoomId,
} from '@flexspace/kernel';
import type { Desk } from '../domain/desk.js';
import type { Floor } from '../domain/floor.js';
import type { CountryView, LocationView, RoomView } from '../domain/place.js';
import { hiddenLocations, type Tree } from '../domain/tree.js';
import { hiddenFrom, visible } from './permission.js';
import type { PlaceReader, Requester, RoomDeskIds } from './ports.js';

const ROOMS_AT_ONCE = 500;

/** The whole tree, and what of it this person may not see. */
export const readTree = async (
  places: PlaceReader,
  by: Requester,
): Promise<{ tree: Tree; hidden: ReadonlySet<LocationId> }> => {
  const [tree, hidden] = await Promise.all([places.tree(), hiddenFrom(by)]);
  return { tree, hidden: new Set(hidden) };
};

export const listCountries = async (places: PlaceReader, by: Requester): Promise<CountryView[]> =>
  places.countries(await hiddenFrom(by));

export const getCountry = async (places: PlaceReader, by: Requester, id: CountryId): Promise<CountryView> => {
  const country = await places.country(id, await hiddenFrom(by));
  if (country === undefined) throw new NotFound('country');
  return country;
};

export const listLocations = async (
  places: PlaceReader,
  by: Requester,
  countryId: CountryId | undefined,
): Promise<LocationView[]> => places.locations({ countryId, hidden: await hiddenFrom(by) });

export const getLocation = async (places: PlaceReader, by: Requester, id: LocationId): Promise<LocationView> => {
  const reach = await by.access.reach();
  const location = await places.location(id, hiddenLocations(reach));
  if (location === undefined || !seesLocation(reach, id)) throw new NotFound('location');
  return location;
};

export const listFloors = async (
  places: PlaceReader,
  by: Requester,
  locationId: LocationId | undefined,
): Promise<Floor[]> => places.floors({ locationId, hidden: await hiddenFrom(by) });

export const getFloor = async (places: PlaceReader, by: Requester, id: FloorId): Promise<Floor> =>
  visible(by, 'floor', places.floor(id));

export const listRooms = async (
  places: PlaceReader,
  by: Requester,
  filter: { readonly floorId: FloorId | undefined; readonly locationId: LocationId | undefined },
): Promise<RoomView[]> => {
  if (filter.floorId !== undefined && filter.locationId !== undefined) {
    throw InvalidRequest.field('location', 'cannot be combined with floor');
  }
  return places.rooms({ ...filter, hidden: await hiddenFrom(by) });
};

export const getRoom = async (places: PlaceReader, by: Requester, id: RoomId): Promise<RoomView> =>
  visible(by, 'room', places.room(id));

export const listDesks = async (
  places: PlaceReader,
  by: Requester,
  id: RoomId,
): Promise<{ room: RoomView; desks: Desk[] }> => {
  const [reach, found] = await Promise.all([by.access.reach(), places.roomWithDesks(id)]);
  if (found === undefined || !seesLocation(reach, found.room.locationId)) throw new NotFound('room');
  return found;
};

/** Which desks are in some rooms, without what must not be seen. */
export const listDeskIds = async (
  places: PlaceReader,
  by: Requester,
  rooms: readonly RoomId[],
): Promise<RoomDeskIds[]> => {
  if (rooms.length > ROOMS_AT_ONCE) {
    throw InvalidRequest.field('room_ids', `must be at most ${String(ROOMS_AT_ONCE)}`);
  }
  return places.deskIds(rooms, await hiddenFrom(by));
};

export const getDesk = async (places: PlaceReader, by: Requester, id: DeskId): Promise<Desk> =>
  visible(by, 'desk', places.desk(id));
