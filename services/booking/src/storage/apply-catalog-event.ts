import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { DeskPlace as WirePlace } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { Knex } from '@flexspace/database';
import { deskId, floorId, locationId, roomId, type Clock, type DeskId, type RoomId } from '@flexspace/kernel';
import { fromWirePerson } from '@flexspace/service-kit';
import { cancelMany } from './cancel-bookings.js';
import { placeProjection, type PlaceVersion } from './place-projection.js';
import { query } from './sql.js';

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
        const gone = removedDeskIds.map(deskId);
        await placeProjection.removeDesks(trx, { ...room, deskIds: gone });
        await cancelOn(trx, gone, { event, clock });
      }
      return { rooms: [room.roomId] };
    }
    case 'roomRemoved': {
      const room = { roomId: roomId(fact.value.roomId), locationId: locationId(fact.value.locationId) };
      await placeProjection.removeRoom(trx, room);
      await removeAndCancel(trx, 'room_id', room.roomId, { event, clock });
      return NOTHING;
    }
    case 'locationRemoved': {
      const gone = locationId(fact.value.locationId);
      await placeProjection.removeLocation(trx, gone);
      await removeAndCancel(trx, 'location_id', gone, { event, clock });
      return NOTHING;
    }
    default:
      return NOTHING;
  }
};

/** Desks that their owner does not know any more, whatever was or was not heard about it. */
export const removeLostDesks = async (
  trx: Knex.Transaction,
  deskIds: readonly DeskId[],
  clock: Clock,
): Promise<void> => {
  const rows = await query<{ desk_id: number }>(
    trx,
    `UPDATE booking.desk_places SET removed = true WHERE desk_id IN (
       SELECT desk_id FROM booking.desk_places WHERE desk_id = ANY (:deskIds::bigint[]) AND NOT removed
       ORDER BY desk_id FOR UPDATE
     ) RETURNING desk_id`,
    { deskIds },
  );
  const gone = rows.map((row) => deskId(row.desk_id));
  if (gone.length === 0) return;
  await cancelMany(trx, { deskIds: gone, except: undefined, ongoing: true, actor: undefined, now: clock.now() });
};

interface Cause {
  readonly event: Event;
  readonly clock: Clock;
}

const removeAndCancel = async (
  trx: Knex.Transaction,
  column: 'room_id' | 'location_id',
  id: number,
  cause: Cause,
): Promise<void> => {
  const rows = await query<{ desk_id: number }>(
    trx,
    `UPDATE booking.desk_places SET removed = true WHERE desk_id IN (
       SELECT desk_id FROM booking.desk_places WHERE ${column} = :id AND NOT removed ORDER BY desk_id FOR UPDATE
     ) RETURNING desk_id`,
    { id },
  );
  await cancelOn(
    trx,
    rows.map((row) => deskId(row.desk_id)),
    cause,
  );
};

const cancelOn = async (trx: Knex.Transaction, deskIds: readonly DeskId[], { event, clock }: Cause): Promise<void> => {
  if (deskIds.length === 0) return;
  const actor = fromWirePerson(event.actor);
  await cancelMany(trx, { deskIds, except: undefined, ongoing: true, actor, now: clock.now() });
};
