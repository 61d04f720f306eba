import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { DeskPlace as WirePlace } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { Knex } from '@flexspace/database';
import { deskId, floorId, locationId, roomId, type Clock, type RoomId } from '@flexspace/kernel';
import { fromWirePerson } from '@flexspace/service-kit';
import { placeProjection, type PlaceVersion } from './place-projection.js';
import { removeDesks, removeKnownDesks } from './remove-desks.js';

export const fromWirePlace = (place: WirePlace): PlaceVersion => ({
  deskId: deskId(place.deskId),
  deskName: place.deskName,
  roomId: roomId(place.roomId),
  roomName: place.roomName,
  floorId: floorId(place.floorId),
  floorName: place.floorName,
  locationId: locationId(place.locationId),
  locationName: place.locationName,
  timezone: place.timezone,
  roomUnderMaintenance: place.roomUnderMaintenance,
  version: place.placeVersion,
});

/** The desks and rooms whose free count may differ after an event. */
export interface CatalogEffect {
  readonly rooms: readonly RoomId[];
}

const NOTHING: CatalogEffect = { rooms: [] };

/**
 * Brings one event of catalog into the copy. Applying it twice, or after a younger one, changes nothing; desks that are gone lose
 * the bookings that were still to come.
 */
export const applyCatalogEvent = async (trx: Knex.Transaction, event: Event, clock: Clock): Promise<CatalogEffect> => {
  const { fact, aggregateVersion: version } = event;
  switch (fact?.$case) {
    case 'locationChanged': {
      const { locationId: id, name, timezone } = fact.value;
      await placeProjection.putLocation(trx, { locationId: locationId(id), name, timezone, version });
      return NOTHING;
    }
    case 'roomChanged': {
      const room = fact.value;
      await placeProjection.putRoom(trx, {
        roomId: roomId(room.roomId),
        locationId: locationId(room.locationId),
        name: room.name,
        floorId: floorId(room.floorId),
        floorName: room.floorName,
        underMaintenance: room.isUnderMaintenance,
        version,
      });
      return { rooms: [roomId(room.roomId)] };
    }
    case 'maintenanceChanged': {
      const room = { roomId: roomId(fact.value.roomId), locationId: locationId(event.locationId) };
      await placeProjection.putMaintenance(trx, { ...room, enabled: fact.value.enabled, version });
      return { rooms: [room.roomId] };
    }
    case 'desksChanged': {
      const { places, removedDeskIds } = fact.value;
      const room = { roomId: roomId(fact.value.roomId), locationId: locationId(event.locationId) };
      await placeProjection.putDesks(trx, places.map(fromWirePlace));
      if (removedDeskIds.length > 0) {
        await removeDesks(trx, { ...room, deskIds: removedDeskIds.map(deskId) }, removalOf(event, clock));
      }
      return { rooms: [room.roomId] };
    }
    case 'roomRemoved': {
      const room = { roomId: roomId(fact.value.roomId), locationId: locationId(fact.value.locationId) };
      await placeProjection.removeRoom(trx, room);
      await removeKnownDesks(trx, { roomId: room.roomId }, removalOf(event, clock));
      return NOTHING;
    }
    case 'locationRemoved': {
      const gone = locationId(fact.value.locationId);
      await placeProjection.removeLocation(trx, gone);
      await removeKnownDesks(trx, { locationId: gone }, removalOf(event, clock));
      return NOTHING;
    }
    default:
      return NOTHING;
  }
};

const removalOf = (event: Event, clock: Clock) => ({ actor: fromWirePerson(event.actor), now: clock.now() });
