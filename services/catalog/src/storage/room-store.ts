import { idDigest, type Knex } from '@flexspace/database';
import type { CatalogUnit } from '../application/ports.js';
import type { Room } from '../domain/room.js';
import { onlyRow, toRoom, type Result, type RoomRow } from './rows.js';

/** The columns of a room that a change may touch, as bindings. */
const bindings = (room: Room, revision: number) => ({
  id: room.id,
  floorId: room.floorId,
  name: room.name,
  description: room.description,
  mapKey: room.map?.key ?? null,
  mapWidth: room.map?.width ?? null,
  mapHeight: room.map?.height ?? null,
  isUnderMaintenance: room.isUnderMaintenance,
  byId: room.maintenanceBy?.id ?? null,
  byUsername: room.maintenanceBy?.username ?? null,
  byName: room.maintenanceBy?.fullName ?? null,
  revision,
});

export const createRoomStore = (trx: Knex.Transaction, revision: number): CatalogUnit['rooms'] => ({
  async find(id) {
    const { rows } = await trx.raw<Result<RoomRow>>('SELECT * FROM catalog.rooms WHERE id = ?', [id]);
    return rows[0] && toRoom(rows[0]);
  },
  async insert(locationId, fields) {
    const result = await trx.raw<Result<RoomRow>>(
      `INSERT INTO catalog.rooms (location_id, floor_id, name, description, revision)
       VALUES (:locationId, :floorId, :name, :description, :revision) RETURNING *`,
      { ...fields, locationId, revision },
    );
    return toRoom(onlyRow(result));
  },
  async save(room) {
    const result = await trx.raw<Result<RoomRow>>(
      `UPDATE catalog.rooms
       SET floor_id = :floorId, name = :name, description = :description,
           map_key = :mapKey, map_width = :mapWidth, map_height = :mapHeight,
           is_under_maintenance = :isUnderMaintenance, maintenance_by_id = :byId,
           maintenance_by_username = :byUsername, maintenance_by_name = :byName,
           version = version + 1, revision = :revision
       WHERE id = :id RETURNING *`,
      bindings(room, revision),
    );
    return toRoom(onlyRow(result));
  },
  async remove(room) {
    await trx.raw('DELETE FROM catalog.rooms WHERE id = ?', [room.id]);
  },
  async below(place) {
    const { rows } =
      'floorId' in place
        ? await trx.raw<Result<RoomRow>>('SELECT * FROM catalog.rooms WHERE floor_id = ? ORDER BY id', [place.floorId])
        : await trx.raw<Result<RoomRow>>('SELECT * FROM catalog.rooms WHERE location_id = ? ORDER BY id', [
            place.locationId,
          ]);
    return rows.map(toRoom);
  },
  async recountDesks(id) {
    const result = await trx.raw<Result<RoomRow>>(
      `UPDATE catalog.rooms
       SET desk_count = counted.desks, desk_set = counted.desk_set, version = version + 1, revision = :revision
       FROM (SELECT count(*) AS desks, coalesce(bit_xor(${idDigest('id')}), 0) AS desk_set
             FROM catalog.desks WHERE room_id = :id) AS counted
       WHERE id = :id RETURNING rooms.*`,
      { id, revision },
    );
    return toRoom(onlyRow(result));
  },
  async surroundings(room) {
    const result = await trx.raw<Result<{ floor_name: string; location_name: string; timezone: string }>>(
      `SELECT f.name AS floor_name, l.name AS location_name, l.timezone
       FROM catalog.floors f JOIN catalog.locations l ON l.id = f.location_id WHERE f.id = ?`,
      [room.floorId],
    );
    const row = onlyRow(result);
    return { floorName: row.floor_name, locationName: row.location_name, timezone: row.timezone };
  },
});
