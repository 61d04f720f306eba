import type { Knex } from '@flexspace/database';
import { deskId, type DeskId, type FloorId, type LocationId, type RoomId } from '@flexspace/kernel';
import type { DeskPlace } from '../domain/desk-place.js';
import { query } from './sql.js';

/** A desk as catalog describes it, at one of its versions. */
export interface PlaceVersion extends DeskPlace {
  readonly roomUnderMaintenance: boolean;
  readonly version: number;
}

export interface RoomVersion {
  readonly roomId: RoomId;
  readonly locationId: LocationId;
  readonly name: string;
  readonly floorId: FloorId;
  readonly floorName: string;
  readonly underMaintenance: boolean;
  readonly version: number;
}

export interface LocationVersion {
  readonly locationId: LocationId;
  readonly name: string;
  readonly timezone: string;
  readonly version: number;
}

/** How a row's version compares with one that replaces it. */
const olderThan = (repair: boolean): string => (repair ? '<=' : '<');

/**
 * Writes the copy of catalog's places. Every statement keeps the newest version of each row and of a room's maintenance by
 * itself, so that any order of events and any repetition ends in the same rows.
 */
export const placeProjection = {
  /** With `repair`, rows of the very version that is given are written again too: their owner says what is in them. */
  async putDesks(
    trx: Knex.Transaction | Knex,
    places: readonly PlaceVersion[],
    { repair = false }: { readonly repair?: boolean } = {},
  ): Promise<void> {
    if (places.length === 0) return;
    const rooms = new Map(places.map((place) => [place.roomId, place]));
    const locations = new Map(places.map((place) => [place.locationId, place]));
    for (const place of locations.values()) {
      await putLocation(trx, { ...place, name: place.locationName }, repair);
    }
    for (const place of rooms.values()) {
      await putRoom(trx, { ...place, name: place.roomName, underMaintenance: place.roomUnderMaintenance }, repair);
    }
    await query(
      trx,
      `INSERT INTO booking.desk_places AS known (desk_id, room_id, location_id, name, version)
       SELECT * FROM unnest(:desks::bigint[], :rooms::bigint[], :locations::bigint[], :names::text[], :versions::bigint[])
         AS heard (desk_id, room_id, location_id, name, version)
       ORDER BY desk_id
       ON CONFLICT (desk_id) DO UPDATE
         SET room_id = excluded.room_id, location_id = excluded.location_id, name = excluded.name, version = excluded.version
         WHERE known.version ${olderThan(repair)} excluded.version`,
      {
        desks: places.map((place) => place.deskId),
        rooms: places.map((place) => place.roomId),
        locations: places.map((place) => place.locationId),
        names: places.map((place) => place.deskName),
        versions: places.map((place) => place.version),
      },
    );
  },

  putRoom: (trx: Knex.Transaction | Knex, room: RoomVersion): Promise<void> => putRoom(trx, room),
  putLocation: (trx: Knex.Transaction | Knex, location: LocationVersion): Promise<void> => putLocation(trx, location),

  async putMaintenance(
    trx: Knex.Transaction,
    heard: { roomId: RoomId; locationId: LocationId; enabled: boolean; version: number },
  ): Promise<void> {
    await query(
      trx,
      `INSERT INTO booking.room_places AS known (room_id, location_id, under_maintenance, maintenance_version)
       VALUES (:roomId, :locationId, :enabled, :version)
       ON CONFLICT (room_id) DO UPDATE
         SET under_maintenance = excluded.under_maintenance, maintenance_version = excluded.maintenance_version
         WHERE known.maintenance_version < excluded.maintenance_version`,
      heard,
    );
  },

  /** Desks that are thought to exist. */
  async knownDesks(executor: Knex.Transaction | Knex): Promise<readonly DeskId[]> {
    const rows = await query<{ desk_id: number }>(
      executor,
      'SELECT desk_id FROM booking.desk_places WHERE NOT removed',
    );
    return rows.map((row) => deskId(row.desk_id));
  },

  /** Desks of these that are thought to be gone, they themselves or what they lie in. */
  async thoughtGone(executor: Knex.Transaction | Knex, deskIds: readonly number[]): Promise<readonly DeskId[]> {
    const rows = await query<{ desk_id: number }>(
      executor,
      `SELECT d.desk_id FROM booking.desk_places d
       JOIN booking.room_places r USING (room_id)
       JOIN booking.location_places l ON l.location_id = d.location_id
       WHERE d.desk_id = ANY (:deskIds::bigint[]) AND (d.removed OR r.removed OR l.removed) ORDER BY d.desk_id`,
      { deskIds },
    );
    return rows.map((row) => deskId(row.desk_id));
  },

  /** Takes back that a desk is gone. Only for one that its owner knew after the copy said so: removal is for ever. */
  async bringBack(trx: Knex.Transaction, { deskId, roomId, locationId }: DeskPlace): Promise<void> {
    await query(trx, 'UPDATE booking.desk_places SET removed = false WHERE desk_id = :deskId AND removed', { deskId });
    await query(trx, 'UPDATE booking.room_places SET removed = false WHERE room_id = :roomId AND removed', { roomId });
    await query(trx, 'UPDATE booking.location_places SET removed = false WHERE location_id = :locationId AND removed', {
      locationId,
    });
  },

  async removeRoom(trx: Knex.Transaction, gone: { roomId: RoomId; locationId: LocationId }): Promise<void> {
    await query(
      trx,
      `INSERT INTO booking.room_places AS known (room_id, location_id, removed) VALUES (:roomId, :locationId, true)
       ON CONFLICT (room_id) DO UPDATE SET removed = true WHERE NOT known.removed`,
      gone,
    );
  },

  async removeLocation(trx: Knex.Transaction, locationId: LocationId): Promise<void> {
    await query(
      trx,
      `INSERT INTO booking.location_places AS known (location_id, removed) VALUES (:locationId, true)
       ON CONFLICT (location_id) DO UPDATE SET removed = true WHERE NOT known.removed`,
      { locationId },
    );
  },
};

const putRoom = async (trx: Knex.Transaction | Knex, room: RoomVersion, repair = false): Promise<void> => {
  const older = olderThan(repair);
  await query(
    trx,
    `INSERT INTO booking.room_places AS known
       (room_id, location_id, name, floor_id, floor_name, version, under_maintenance, maintenance_version)
     VALUES (:roomId, :locationId, :name, :floorId, :floorName, :version, :underMaintenance, :version)
     ON CONFLICT (room_id) DO UPDATE SET
       location_id = CASE WHEN known.version ${older} excluded.version THEN excluded.location_id ELSE known.location_id END,
       name = CASE WHEN known.version ${older} excluded.version THEN excluded.name ELSE known.name END,
       floor_id = CASE WHEN known.version ${older} excluded.version THEN excluded.floor_id ELSE known.floor_id END,
       floor_name = CASE WHEN known.version ${older} excluded.version THEN excluded.floor_name ELSE known.floor_name END,
       under_maintenance = CASE WHEN known.maintenance_version ${older} excluded.maintenance_version
         THEN excluded.under_maintenance ELSE known.under_maintenance END,
       version = greatest(known.version, excluded.version),
       maintenance_version = greatest(known.maintenance_version, excluded.maintenance_version)
     WHERE known.version ${older} excluded.version OR known.maintenance_version ${older} excluded.maintenance_version`,
    {
      roomId: room.roomId,
      locationId: room.locationId,
      name: room.name,
      floorId: room.floorId,
      floorName: room.floorName,
      version: room.version,
      underMaintenance: room.underMaintenance,
    },
  );
};

const putLocation = async (trx: Knex.Transaction | Knex, location: LocationVersion, repair = false): Promise<void> => {
  await query(
    trx,
    `INSERT INTO booking.location_places AS known (location_id, name, timezone, version)
     VALUES (:locationId, :name, :timezone, :version)
     ON CONFLICT (location_id) DO UPDATE
       SET name = excluded.name, timezone = excluded.timezone, version = excluded.version
       WHERE known.version ${olderThan(repair)} excluded.version`,
    {
      locationId: location.locationId,
      name: location.name,
      timezone: location.timezone,
      version: location.version,
    },
  );
};
