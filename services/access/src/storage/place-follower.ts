import type { Knex } from '@flexspace/database';
import type { Clock } from '@flexspace/kernel';
import { dropLocation, dropRoom, recordLocationRow, recordRoomRow } from './place-records.js';

/** What follows here from what happens to places in catalog. */
export const createPlaceFollower = (clock: Clock) => ({
  locationChanged: recordLocationRow,
  roomChanged: recordRoomRow,
  locationRemoved: (trx: Knex.Transaction, location: Parameters<typeof dropLocation>[1]) =>
    dropLocation(trx, location, clock),
  roomRemoved: (trx: Knex.Transaction, room: Parameters<typeof dropRoom>[1]) => dropRoom(trx, room, clock),
});
