import type { CountRoomsResponse } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type {
  GetTreeResponse,
  GetTreeResponse_CountryNode,
  GetTreeResponse_FloorNode,
  GetTreeResponse_LocationNode,
  Location as WireLocation,
} from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { locationId, managesLocation, seesLocation, type Reach } from '@flexspace/kernel';
import { toCountry } from '../countries/mapper.js';
import { toFloor } from '../floors/mapper.js';
import { toTreeRoom, type TakenDesks } from '../rooms/mapper.js';
import type { Location, TreeCountry, TreeFloor, TreeLocation } from './schemas.js';

export type CountsByLocation = ReadonlyMap<number, CountRoomsResponse['rooms']>;

export const byLocation = (counts: CountRoomsResponse): CountsByLocation =>
  Map.groupBy(counts.rooms, (room) => room.locationId);

/** Desks that are free in a location, by what catalog says is there and open and what booking says is taken. */
const freeDesks = (location: WireLocation, counts: CountsByLocation): number => {
  const closed = new Set(location.closedRoomIds);
  const taken = (counts.get(location.id) ?? [])
    .filter((room) => !closed.has(room.roomId))
    .reduce((sum, room) => sum + room.takenDeskCount, 0);
  return Math.max(0, location.openDeskCount - taken);
};

type LocationFields = Omit<Location, 'country' | 'floors'>;

const toFields = (location: WireLocation, available: number, reach: Reach): LocationFields => {
  const place = locationId(location.id);
  return {
    id: location.id,
    name: location.name,
    country_id: location.country?.id ?? 0,
    country_code: location.country?.countryCode ?? '',
    lat: location.lat,
    lng: location.lng,
    timezone: location.timezone,
    floor_count: location.floors.length,
    room_count: location.roomCount,
    desk_count: location.deskCount,
    available_desk_count: available,
    is_manager: managesLocation(reach, place),
    can_access: seesLocation(reach, place),
    version: location.version,
  };
};

export const toLocation = (location: WireLocation, counts: CountsByLocation, reach: Reach): Location => {
  if (location.country === undefined) throw new Error(`location ${location.id} came without its country`);
  return {
    ...toFields(location, freeDesks(location, counts), reach),
    country: toCountry(location.country),
    floors: location.floors.map(toFloor),
  };
};

interface Counts {
  readonly desk_count: number;
  readonly available_desk_count: number;
}

const sum = (parts: readonly Counts[]): Counts => ({
  desk_count: parts.reduce((total, part) => total + part.desk_count, 0),
  available_desk_count: parts.reduce((total, part) => total + part.available_desk_count, 0),
});

const toTreeFloor = (node: GetTreeResponse_FloorNode, taken: TakenDesks, reach: Reach): TreeFloor => {
  if (node.floor === undefined) throw new Error('a floor of the tree is empty');
  const rooms = node.rooms.map((room) => toTreeRoom(room, taken, reach));
  return { ...toFloor(node.floor), ...sum(rooms), rooms };
};

const toTreeLocation = (node: GetTreeResponse_LocationNode, taken: TakenDesks, reach: Reach): TreeLocation => {
  if (node.location === undefined) throw new Error('a location of the tree is empty');
  const floors = node.floors.map((floor) => toTreeFloor(floor, taken, reach));
  const counts = sum(floors);
  const roomCount = floors.reduce((total, floor) => total + floor.rooms.length, 0);
  // Counted from what is listed, so that every level adds up.
  return { ...toFields(node.location, 0, reach), ...counts, floor_count: floors.length, room_count: roomCount, floors };
};

const toTreeCountry = (node: GetTreeResponse_CountryNode, taken: TakenDesks, reach: Reach): TreeCountry => {
  if (node.country === undefined) throw new Error('a country of the tree is empty');
  const locations = node.locations.map((location) => {
    const filled = location.location && { ...location.location, country: node.country };
    return toTreeLocation({ ...location, location: filled }, taken, reach);
  });
  return { ...toCountry(node.country), ...sum(locations), locations };
};

export const toTree = (tree: GetTreeResponse, taken: TakenDesks, reach: Reach): TreeCountry[] =>
  tree.countries.map((country) => toTreeCountry(country, taken, reach));
