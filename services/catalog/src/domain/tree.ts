import { seesLocation, type LocationId, type Reach } from '@flexspace/kernel';
import type { Country } from './country.js';
import type { Floor } from './floor.js';
import type { LocationView, RoomView } from './place.js';

export interface FloorNode {
  readonly floor: Floor;
  /** By name as people count, then id. */
  readonly rooms: readonly RoomView[];
}

export interface LocationNode {
  /** Its country's location_count counts all, seen or not; the reader of a tree counts those it shows. */
  readonly location: LocationView;
  readonly floors: readonly FloorNode[];
}

export interface CountryNode {
  readonly country: Country;
  readonly locations: readonly LocationNode[];
}

/** Every place there is, at one revision; the same for everybody. */
export interface Tree {
  readonly revision: number;
  readonly countries: readonly CountryNode[];
}

/** The locations that are closed to somebody, as a filter for reads. */
export const hiddenLocations = (reach: Reach): LocationId[] =>
  [...reach.closedLocations].filter((id) => !seesLocation(reach, id)).toSorted((a, b) => a - b);
