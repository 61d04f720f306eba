import { countryId, deskId, floorId, locationId, roomId, userId } from '@flexspace/kernel';
import type { Country } from '../domain/country.js';
import type { Desk, Orientation } from '../domain/desk.js';
import type { Floor } from '../domain/floor.js';
import type { Location } from '../domain/location.js';
import type { DeskPlace } from '../domain/place.js';
import type { Room } from '../domain/room.js';

/** What `knex.raw` resolves to, as far as it is used here. */
export interface Result<Row> {
  readonly rows: readonly Row[];
}

/** The row of a statement that gives exactly one. */
export const onlyRow = <Row>(result: Result<Row>): Row => {
  const [row] = result.rows;
  if (row === undefined) throw new Error('a statement that gives one row gave none');
  return row;
};

export interface CountryRow {
  readonly id: number;
  readonly name: string;
  readonly country_code: string;
  readonly lat: number;
  readonly lng: number;
  readonly version: number;
}

export const toCountry = (row: CountryRow): Country => ({
  id: countryId(row.id),
  name: row.name,
  countryCode: row.country_code,
  lat: row.lat,
  lng: row.lng,
  version: row.version,
});

export interface LocationRow {
  readonly id: number;
  readonly country_id: number;
  readonly name: string;
  readonly lat: number;
  readonly lng: number;
  readonly timezone: string;
  readonly version: number;
}

export const toLocation = (row: LocationRow): Location => ({
  id: locationId(row.id),
  countryId: countryId(row.country_id),
  name: row.name,
  lat: row.lat,
  lng: row.lng,
  timezone: row.timezone,
  version: row.version,
});

export interface FloorRow {
  readonly id: number;
  readonly location_id: number;
  readonly name: string;
  readonly level: number;
  readonly version: number;
}

export const toFloor = (row: FloorRow): Floor => ({
  id: floorId(row.id),
  locationId: locationId(row.location_id),
  name: row.name,
  level: row.level,
  version: row.version,
});

export interface RoomRow {
  readonly id: number;
  readonly location_id: number;
  readonly floor_id: number;
  readonly name: string;
  readonly description: string;
  readonly map_key: string | null;
  readonly map_width: number | null;
  readonly map_height: number | null;
  readonly desk_count: number;
  readonly desk_set: number;
  readonly is_under_maintenance: boolean;
  readonly maintenance_by_id: string | null;
  readonly maintenance_by_username: string | null;
  readonly maintenance_by_name: string | null;
  readonly version: number;
}

export const toRoom = (row: RoomRow): Room => ({
  id: roomId(row.id),
  locationId: locationId(row.location_id),
  floorId: floorId(row.floor_id),
  name: row.name,
  description: row.description,
  map:
    row.map_key === null || row.map_width === null || row.map_height === null
      ? undefined
      : { key: row.map_key, width: row.map_width, height: row.map_height },
  deskCount: row.desk_count,
  isUnderMaintenance: row.is_under_maintenance,
  maintenanceBy:
    row.maintenance_by_id === null
      ? undefined
      : {
          id: userId(row.maintenance_by_id),
          username: row.maintenance_by_username ?? '',
          fullName: row.maintenance_by_name ?? '',
        },
  version: row.version,
});

export interface DeskRow {
  readonly id: number;
  readonly location_id: number;
  readonly room_id: number;
  readonly name: string;
  readonly pos_x: number;
  readonly pos_y: number;
  /** One of the four, by a check of the table. */
  readonly orientation: Orientation;
  readonly version: number;
}

export const toDesk = (row: DeskRow): Desk => ({
  id: deskId(row.id),
  locationId: locationId(row.location_id),
  roomId: roomId(row.room_id),
  name: row.name,
  posX: row.pos_x,
  posY: row.pos_y,
  orientation: row.orientation,
  version: row.version,
});

export interface DeskPlaceRow {
  readonly desk_id: number;
  readonly desk_name: string;
  readonly room_id: number;
  readonly room_name: string;
  readonly floor_id: number;
  readonly floor_name: string;
  readonly location_id: number;
  readonly location_name: string;
  readonly timezone: string;
  readonly is_under_maintenance: boolean;
  readonly place_version: number;
}

export const toDeskPlace = (row: DeskPlaceRow): DeskPlace => ({
  deskId: deskId(row.desk_id),
  deskName: row.desk_name,
  roomId: roomId(row.room_id),
  roomName: row.room_name,
  floorId: floorId(row.floor_id),
  floorName: row.floor_name,
  locationId: locationId(row.location_id),
  locationName: row.location_name,
  timezone: row.timezone,
  roomUnderMaintenance: row.is_under_maintenance,
  placeVersion: row.place_version,
});
