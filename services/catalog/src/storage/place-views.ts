import type { Knex } from '@flexspace/database';
import {
  deskId,
  roomId,
  locationId as toLocationId,
  type DeskId,
  type FloorId,
  type LocationId,
  type RoomId,
} from '@flexspace/kernel';
import type { PlaceReader, PlaceWithDesks } from '../application/ports.js';
import type { DeskPlace, RoomView } from '../domain/place.js';
import {
  toDesk,
  toDeskPlace,
  toFloor,
  toRoom,
  type DeskPlaceRow,
  type DeskRow,
  type FloorRow,
  type Result,
  type RoomRow,
} from './rows.js';

export interface RoomViewRow extends RoomRow {
  readonly floor_name: string;
  readonly floor_level: number;
  readonly floor_version: number;
  readonly location_name: string;
  readonly timezone: string;
}

export const ROOM_VIEW = `
  SELECT r.*, f.name AS floor_name, f.level AS floor_level, f.version AS floor_version,
         l.name AS location_name, l.timezone
  FROM catalog.rooms r
  JOIN catalog.floors f ON f.id = r.floor_id
  JOIN catalog.locations l ON l.id = r.location_id`;

export const toRoomView = (row: RoomViewRow): RoomView => ({
  ...toRoom(row),
  deskSet: row.desk_set,
  floor: toFloor({
    id: row.floor_id,
    location_id: row.location_id,
    name: row.floor_name,
    level: row.floor_level,
    version: row.floor_version,
  }),
  locationName: row.location_name,
  timezone: row.timezone,
});

/** Its version is the revision of the last change of the desk or of anything above it. */
const DESK_PLACE = `
  SELECT d.id AS desk_id, d.name AS desk_name, r.id AS room_id, r.name AS room_name, f.id AS floor_id, f.name AS floor_name,
         l.id AS location_id, l.name AS location_name, l.timezone, r.is_under_maintenance,
         greatest(d.revision, r.revision, f.revision, l.revision) AS place_version
  FROM catalog.desks d
  JOIN catalog.rooms r ON r.id = d.room_id
  JOIN catalog.floors f ON f.id = r.floor_id
  JOIN catalog.locations l ON l.id = r.location_id`;

type Views = Omit<PlaceReader, 'tree' | 'countries' | 'country' | 'locations' | 'location'>;

/** Reads of floors, rooms and desks: each is one query. */
export const createPlaceViews = (knex: Knex): Views => ({
  async floors({ locationId, hidden }) {
    const { rows } = await knex.raw<Result<FloorRow>>(
      `SELECT * FROM catalog.floors
       WHERE (:locationId::bigint IS NULL OR location_id = :locationId) AND location_id <> ALL(:hidden)
       ORDER BY location_id, level, id`,
      { locationId: locationId ?? null, hidden },
    );
    return rows.map(toFloor);
  },
  async floor(id: FloorId) {
    const { rows } = await knex.raw<Result<FloorRow>>('SELECT * FROM catalog.floors WHERE id = ?', [id]);
    return rows[0] && toFloor(rows[0]);
  },
  async rooms({ floorId, locationId, hidden }) {
    const { rows } = await knex.raw<Result<RoomViewRow>>(
      `${ROOM_VIEW}
       WHERE (:floorId::bigint IS NULL OR r.floor_id = :floorId)
         AND (:locationId::bigint IS NULL OR r.location_id = :locationId) AND r.location_id <> ALL(:hidden)
       ORDER BY r.name, r.id`,
      { floorId: floorId ?? null, locationId: locationId ?? null, hidden },
    );
    return rows.map(toRoomView);
  },
  async room(id: RoomId) {
    const { rows } = await knex.raw<Result<RoomViewRow>>(`${ROOM_VIEW} WHERE r.id = ?`, [id]);
    return rows[0] && toRoomView(rows[0]);
  },
  async roomWithDesks(id) {
    // One statement, and so one snapshot: desks under a version that is not theirs would let somebody overwrite what they never saw.
    const { rows } = await knex.raw<Result<RoomViewRow & { readonly desks: readonly DeskRow[] }>>(
      `SELECT room.*, (SELECT coalesce(json_agg(d ORDER BY d.name, d.id), '[]') FROM catalog.desks d
                       WHERE d.room_id = room.id) AS desks
       FROM (${ROOM_VIEW} WHERE r.id = ?) AS room`,
      [id],
    );
    return rows[0] && { room: toRoomView(rows[0]), desks: rows[0].desks.map(toDesk) };
  },
  async deskIds(rooms, hidden) {
    const { rows } = await knex.raw<Result<{ room_id: number; desk_ids: readonly number[] }>>(
      `SELECT r.id AS room_id, ARRAY(SELECT d.id FROM catalog.desks d WHERE d.room_id = r.id ORDER BY d.id) AS desk_ids
       FROM catalog.rooms r WHERE r.id = ANY(:rooms) AND r.location_id <> ALL(:hidden) ORDER BY r.id`,
      { rooms, hidden },
    );
    return rows.map((row) => ({ roomId: roomId(row.room_id), deskIds: row.desk_ids.map(deskId) }));
  },
  async desksBelow(place) {
    const { rows } = await knex.raw<Result<{ id: number }>>(...desksBelow(place));
    return rows.map((row) => deskId(row.id));
  },
  async desk(id: DeskId) {
    const { rows } = await knex.raw<Result<DeskRow>>('SELECT * FROM catalog.desks WHERE id = ?', [id]);
    return rows[0] && toDesk(rows[0]);
  },
  deskPlace: (id, how) =>
    how?.settled === true
      ? knex.transaction(async (trx) => {
          // Every writer holds this row from its beginning to its commit; the next statement sees what the last one did.
          await trx.raw('SELECT value FROM catalog.revision FOR SHARE');
          return deskPlace(trx, id);
        })
      : deskPlace(knex, id),
  async deskPlacesAfter(id, limit) {
    const { rows } = await knex.raw<Result<DeskPlaceRow>>(`${DESK_PLACE} WHERE d.id > ? ORDER BY d.id LIMIT ?`, [
      id,
      limit,
    ]);
    return rows.map(toDeskPlace);
  },
  async locate(object) {
    const { rows } = await knex.raw<Result<{ location_id: number; room_id: number | null }>>(...locator(object));
    const [row] = rows;
    if (row === undefined) return undefined;
    const locationId: LocationId = toLocationId(row.location_id);
    return row.room_id === null ? { locationId } : { locationId, roomId: roomId(row.room_id) };
  },
});

const deskPlace = async (executor: Knex, id: DeskId): Promise<DeskPlace | undefined> => {
  const { rows } = await executor.raw<Result<DeskPlaceRow>>(`${DESK_PLACE} WHERE d.id = ?`, [id]);
  return rows[0] && toDeskPlace(rows[0]);
};

const desksBelow = (place: PlaceWithDesks): [string, [number]] => {
  const inRooms = (where: string) =>
    `SELECT d.id FROM catalog.desks d JOIN catalog.rooms r ON r.id = d.room_id WHERE ${where} = ? ORDER BY d.id`;
  if ('locationId' in place) return [inRooms('r.location_id'), [place.locationId]];
  if ('floorId' in place) return [inRooms('r.floor_id'), [place.floorId]];
  return [inRooms('r.id'), [place.roomId]];
};

const locator = (object: Parameters<PlaceReader['locate']>[0]): [string, [number]] => {
  if ('locationId' in object) {
    return ['SELECT id AS location_id, NULL AS room_id FROM catalog.locations WHERE id = ?', [object.locationId]];
  }
  if ('floorId' in object) {
    return ['SELECT location_id, NULL AS room_id FROM catalog.floors WHERE id = ?', [object.floorId]];
  }
  if ('roomId' in object) {
    return ['SELECT location_id, id AS room_id FROM catalog.rooms WHERE id = ?', [object.roomId]];
  }
  return ['SELECT location_id, room_id FROM catalog.desks WHERE id = ?', [object.deskId]];
};
