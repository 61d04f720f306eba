import type { TreeCountry, TreeRoom } from '../../api/models.js';

export interface Counts {
  readonly free: number;
  readonly total: number;
}
export interface RoomNode extends TreeRoom {
  readonly floorId: number;
}
export interface FloorNode {
  readonly id: number;
  readonly name: string;
  readonly locationId: number;
  readonly roomIds: readonly number[];
}
export interface LocationNode {
  readonly id: number;
  readonly name: string;
  readonly lat: number;
  readonly lng: number;
  readonly timezone: string;
  readonly canAccess: boolean;
  readonly isManager: boolean;
  readonly countryId: number;
  readonly floorIds: readonly number[];
}
export interface CountryNode {
  readonly id: number;
  readonly name: string;
  readonly code: string;
  readonly lat: number;
  readonly lng: number;
  readonly locationIds: readonly number[];
}
export interface Places {
  readonly countries: Map<number, CountryNode>;
  readonly locations: Map<number, LocationNode>;
  readonly floors: Map<number, FloorNode>;
  readonly rooms: Map<number, RoomNode>;
}

/** The tree taken apart by id, so that a live count changes one room and nothing else. */
export function normalise(tree: readonly TreeCountry[]): Places {
  const places: Places = { countries: new Map(), locations: new Map(), floors: new Map(), rooms: new Map() };
  for (const country of tree) {
    const locationIds = country.locations.map(({ id }) => id);
    places.countries.set(country.id, {
      id: country.id,
      name: country.name,
      code: country.country_code,
      lat: country.lat,
      lng: country.lng,
      locationIds,
    });
    for (const location of country.locations) {
      const { id, name, lat, lng, timezone, can_access: canAccess, is_manager: isManager } = location;
      const floorIds = location.floors.map((floor) => floor.id);
      places.locations.set(id, { id, name, lat, lng, timezone, canAccess, isManager, countryId: country.id, floorIds });
      for (const floor of location.floors) {
        places.floors.set(floor.id, {
          id: floor.id,
          name: floor.name,
          locationId: id,
          roomIds: floor.rooms.map((room) => room.id),
        });
        for (const room of floor.rooms) places.rooms.set(room.id, { ...room, floorId: floor.id });
      }
    }
  }
  return places;
}

/** Adds counts up. */
export function sum(parts: Iterable<Counts>): Counts {
  let free = 0;
  let total = 0;
  for (const part of parts) {
    free += part.free;
    total += part.total;
  }
  return { free, total };
}
