import type { DeskId, FloorId, LocationId, RoomId } from '@flexspace/kernel';
import type { Country } from './country.js';
import type { Floor } from './floor.js';
import type { Location } from './location.js';
import type { Room } from './room.js';

/** A country as somebody sees it. */
export interface CountryView extends Country {
  /** Locations that this person may see. */
  readonly locationCount: number;
}

export interface LocationView extends Location {
  readonly country: CountryView;
  /** By level, then id. */
  readonly floors: readonly Floor[];
  readonly roomCount: number;
  readonly deskCount: number;
  /** Rooms under maintenance, by id. */
  readonly closedRoomIds: readonly RoomId[];
  /** Desks of the other rooms. */
  readonly openDeskCount: number;
  /** A name for the set of all its desks. */
  readonly deskSet: number;
}

export interface RoomView extends Room {
  /** A name for the set of its desks, whatever they are called; 0 for none. */
  readonly deskSet: number;
  readonly floor: Floor;
  readonly locationName: string;
  readonly timezone: string;
}

/** A desk with everything about its place that decides about booking it. */
export interface DeskPlace {
  readonly deskId: DeskId;
  readonly deskName: string;
  readonly roomId: RoomId;
  readonly roomName: string;
  readonly floorId: FloorId;
  readonly floorName: string;
  readonly locationId: LocationId;
  readonly locationName: string;
  readonly timezone: string;
  readonly roomUnderMaintenance: boolean;
  /** The revision of the last change of anything in here. */
  readonly placeVersion: number;
}
