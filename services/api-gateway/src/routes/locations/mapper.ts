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
import { toTreeRoom } from '../rooms/mapper.js';
import type { DeskCounts, RoomCounts } from '../rooms/room-counts.js';
import { sumOf } from './location-counts.js';
import type { Location, TreeCountry, TreeFloor, TreeLocation } from './schemas.js';

type LocationFields = Omit<Location, 'country' | 'floors'>;

const toFields = (location: WireLocation, counts: DeskCounts, reach: Reach): LocationFields => {
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
    ...counts,
    is_manager: managesLocation(reach, place),
    can_access: seesLocation(reach, place),
    version: location.version,
  };
};

export const toLocation = (location: WireLocation, counts: DeskCounts, reach: Reach): Location => {
  if (location.country === undefined) throw new Error(`location ${location.id} came without its country`);
  return {
    ...toFields(location, counts, reach),
    country: toCountry(location.country),
    floors: location.floors.map(toFloor),
  };
};

const toTreeFloor = (node: GetTreeResponse_FloorNode, counts: RoomCounts, reach: Reach): TreeFloor => {
  if (node.floor === undefined) throw new Error('a floor of the tree is empty');
  const rooms = node.rooms.map((room) => toTreeRoom(room, counts, reach));
  return { ...toFloor(node.floor), ...sumOf(rooms), rooms };
};

const toTreeLocation = (node: GetTreeResponse_LocationNode, counts: RoomCounts, reach: Reach): TreeLocation => {
  if (node.location === undefined) throw new Error('a location of the tree is empty');
  const floors = node.floors.map((floor) => toTreeFloor(floor, counts, reach));
  const total = sumOf(floors);
  const roomCount = floors.reduce((total, floor) => total + floor.rooms.length, 0);
  // Counted from what is listed, so that every level adds up.
  return { ...toFields(node.location, total, reach), floor_count: floors.length, room_count: roomCount, floors };
};

const toTreeCountry = (node: GetTreeResponse_CountryNode, counts: RoomCounts, reach: Reach): TreeCountry => {
  if (node.country === undefined) throw new Error('a country of the tree is empty');
  const locations = node.locations.map((location) => {
    const filled = location.location && { ...location.location, country: node.country };
    return toTreeLocation({ ...location, location: filled }, counts, reach);
  });
  return { ...toCountry(node.country), ...sumOf(locations), locations };
};

export const toTree = (tree: GetTreeResponse, counts: RoomCounts, reach: Reach): TreeCountry[] =>
  tree.countries.map((country) => toTreeCountry(country, counts, reach));
