import {
  Orientation as WireOrientation,
  type Country as WireCountry,
  type Desk as WireDesk,
  type DeskPlace as WireDeskPlace,
  type Floor as WireFloor,
  type Location as WireLocation,
  type ReplaceDesksRequest_Row,
  type Room as WireRoom,
} from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { toWirePerson } from '@flexspace/service-kit';
import type { GridRow } from '../../domain/desk-grid.js';
import type { Desk, Orientation } from '../../domain/desk.js';
import type { Floor } from '../../domain/floor.js';
import type { CountryView, DeskPlace, LocationView, RoomView } from '../../domain/place.js';

const TO_WIRE: Readonly<Record<Orientation, WireOrientation>> = {
  top: WireOrientation.ORIENTATION_TOP,
  bottom: WireOrientation.ORIENTATION_BOTTOM,
  left: WireOrientation.ORIENTATION_LEFT,
  right: WireOrientation.ORIENTATION_RIGHT,
};

/** Undefined for the unspecified and for what this build does not know: the rules for fields refuse it by name. */
export const toOrientation = (wire: WireOrientation): Orientation | undefined => {
  switch (wire) {
    case WireOrientation.ORIENTATION_TOP:
      return 'top';
    case WireOrientation.ORIENTATION_BOTTOM:
      return 'bottom';
    case WireOrientation.ORIENTATION_LEFT:
      return 'left';
    case WireOrientation.ORIENTATION_RIGHT:
      return 'right';
    default:
      return undefined;
  }
};

export const toWireCountry = (country: CountryView): WireCountry => ({
  id: country.id,
  name: country.name,
  countryCode: country.countryCode,
  lat: country.lat,
  lng: country.lng,
  locationCount: country.locationCount,
  version: country.version,
});

export const toWireFloor = (floor: Floor): WireFloor => ({
  id: floor.id,
  name: floor.name,
  level: floor.level,
  locationId: floor.locationId,
  version: floor.version,
});

export const toWireLocation = (location: LocationView): WireLocation => ({
  id: location.id,
  name: location.name,
  country: toWireCountry(location.country),
  lat: location.lat,
  lng: location.lng,
  timezone: location.timezone,
  floors: location.floors.map(toWireFloor),
  roomCount: location.roomCount,
  deskCount: location.deskCount,
  version: location.version,
  closedRoomIds: [...location.closedRoomIds],
  openDeskCount: location.openDeskCount,
  deskSet: location.deskSet,
});

export const toWireRoom = (room: RoomView): WireRoom => ({
  id: room.id,
  name: room.name,
  description: room.description,
  floor: toWireFloor(room.floor),
  locationId: room.locationId,
  locationName: room.locationName,
  timezone: room.timezone,
  map: room.map && { ...room.map },
  deskCount: room.deskCount,
  isUnderMaintenance: room.isUnderMaintenance,
  maintenanceBy: room.maintenanceBy && toWirePerson(room.maintenanceBy),
  version: room.version,
  deskSet: room.deskSet,
});

export const toWireDesk = (desk: Desk): WireDesk => ({
  id: desk.id,
  name: desk.name,
  roomId: desk.roomId,
  locationId: desk.locationId,
  posX: desk.posX,
  posY: desk.posY,
  orientation: TO_WIRE[desk.orientation],
  version: desk.version,
});

export const toWireDeskPlace = (place: DeskPlace): WireDeskPlace => ({ ...place });

export const toGridRow = (row: ReplaceDesksRequest_Row): GridRow => ({
  id: row.id,
  name: row.name,
  posX: row.posX,
  posY: row.posY,
  orientation: toOrientation(row.orientation),
});
