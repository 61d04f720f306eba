import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { locationId, roomId, type LocationId, type Person, type RoomId } from '@flexspace/kernel';
import { fromWirePerson } from '@flexspace/service-kit';

/** What the consumer does with what catalog says; each in the transaction that also records the event as applied. */
export interface PlaceFollower<Trx> {
  locationChanged(trx: Trx, location: { locationId: LocationId; name: string; version: number }): Promise<void>;
  roomChanged(trx: Trx, room: { roomId: RoomId; locationId: LocationId; name: string; version: number }): Promise<void>;
  locationRemoved(trx: Trx, location: { locationId: LocationId; by: Person | undefined }): Promise<void>;
  roomRemoved(trx: Trx, room: { roomId: RoomId; locationId: LocationId; by: Person | undefined }): Promise<void>;
}

/** Only what names or removes a place; desks and floors give nobody a right. */
export const CATALOG_SUBJECTS = ['catalog.v1.location.>', 'catalog.v1.room.>'];

/** Applies one event of catalog. Order does not matter: a removal is final, and an older name never replaces a younger one. */
export const followCatalog =
  <Trx>(places: PlaceFollower<Trx>) =>
  async (event: Event, trx: Trx): Promise<void> => {
    const version = event.aggregateVersion;
    switch (event.fact?.$case) {
      case 'locationChanged': {
        const { locationId: id, name } = event.fact.value;
        return places.locationChanged(trx, { locationId: locationId(id), name, version });
      }
      case 'locationRemoved':
        return places.locationRemoved(trx, {
          locationId: locationId(event.fact.value.locationId),
          by: fromWirePerson(event.actor),
        });
      case 'roomChanged': {
        const { roomId: id, locationId: at, name } = event.fact.value;
        return places.roomChanged(trx, { roomId: roomId(id), locationId: locationId(at), name, version });
      }
      case 'roomRemoved': {
        const { roomId: id, locationId: at } = event.fact.value;
        return places.roomRemoved(trx, {
          roomId: roomId(id),
          locationId: locationId(at),
          by: fromWirePerson(event.actor),
        });
      }
      default:
        return undefined;
    }
  };
