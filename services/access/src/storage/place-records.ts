import { sqlInstant, type Database, type Knex } from '@flexspace/database';
import { locationId, type Clock, type LocationId, type Person, type RoomId } from '@flexspace/kernel';
import type { PlaceRecords } from '../application/ports/access-ports.js';
import { toUserIds } from './group-rows.js';
import { announceChange, type ChangeOrigin } from './place-announcement.js';
import { nextVersion } from './place-store.js';
import { readGroupRemovals, readRights } from './rights-of-location.js';

interface PlaceRow {
  readonly location_id: number;
  readonly removed_at: number | null;
}

/** Which places exist. A removed one stays as a tombstone, so that no late word of it brings its rights back. */
export const createPlaceRecords = ({ knex, transaction }: Pick<Database, 'knex' | 'transaction'>): PlaceRecords => ({
  async findLocation(id) {
    const row = await knex
      .first<PlaceRow | undefined>('location_id', 'removed_at')
      .from('access.locations')
      .where('location_id', id);
    return row === undefined ? undefined : { locationId: id, removed: row.removed_at !== null };
  },
  async findRoom(id) {
    const row = await knex
      .first<PlaceRow | undefined>('location_id', 'removed_at')
      .from('access.rooms')
      .where('room_id', id);
    return row === undefined
      ? undefined
      : { locationId: locationId(row.location_id), removed: row.removed_at !== null };
  },
  recordLocation: (location) => recordLocationRow(knex, location),
  recordRoom: (room) => transaction((trx) => recordRoomRow(trx, room)),
});

export interface NamedLocation {
  readonly locationId: LocationId;
  readonly name: string;
  readonly version: number;
}
export interface NamedRoom extends NamedLocation {
  readonly roomId: RoomId;
}

/** An older word never replaces a younger one. */
export const recordLocationRow = async (trx: Knex, location: NamedLocation): Promise<void> => {
  await trx.raw(
    `insert into access.locations as l (location_id, name, name_version) values (?, ?, ?)
     on conflict (location_id) do update set name = excluded.name, name_version = excluded.name_version
      where l.name_version < excluded.name_version`,
    [location.locationId, location.name, location.version],
  );
};

export const recordRoomRow = async (trx: Knex, room: NamedRoom): Promise<void> => {
  await recordLocationRow(trx, { locationId: room.locationId, name: '', version: 0 });
  // A room that is heard of after its location went was removed with it.
  await trx.raw(
    `insert into access.rooms as r (room_id, location_id, name, name_version, removed_at)
     select cast(:room as bigint), l.location_id, :name, :version, l.removed_at from access.locations l where l.location_id = :location
     on conflict (room_id) do update set name = excluded.name, name_version = excluded.name_version
      where r.name_version < excluded.name_version`,
    { room: room.roomId, location: room.locationId, name: room.name, version: room.version },
  );
};

/** Where the request came from stands in catalog's own row. */
const byRemoval = (actor: Person | undefined): ChangeOrigin => ({
  actor,
  requestId: '',
  clientId: '',
  clientAddress: '',
});

/** Drops everything that was said about a room: its gate and its managers. Doing it again changes nothing. */
export const dropRoom = async (
  trx: Knex.Transaction,
  room: { readonly roomId: RoomId; readonly locationId: LocationId; readonly by: Person | undefined },
  clock: Clock,
): Promise<void> => {
  await recordRoomRow(trx, { ...room, name: '', version: 0 });
  await lockLocation(trx, room.locationId);
  const removed = await trx('access.rooms')
    .where('room_id', room.roomId)
    .whereNull('removed_at')
    .update({ removed_at: sqlInstant(clock.now()) });
  if (removed === 0) return;
  const managers = toUserIds(
    await trx('access.room_managers').where('room_id', room.roomId).delete().returning('user_id'),
  );
  const gate = await trx('access.room_gates')
    .where('room_id', room.roomId)
    .delete()
    .returning<{ group_id: number }[]>('group_id');
  if (managers.length + gate.length === 0) return;
  const before = { manager_ids: managers, group_ids: gate.map((row) => row.group_id) };
  await announceChange(trx, {
    locationId: room.locationId,
    version: await nextVersion(trx, room.locationId),
    at: clock.now(),
    origin: byRemoval(room.by),
    change: {
      subject: 'manager',
      action: 'room.removed',
      roomId: room.roomId,
      affected: gate.length > 0 ? 'everybody' : managers,
      before,
      after: null,
    },
  });
};

/** Drops a location's groups, gates and managers, its rooms' too, and nobody keeps it as their default. */
export const dropLocation = async (
  trx: Knex.Transaction,
  { locationId: at, by }: { readonly locationId: LocationId; readonly by: Person | undefined },
  clock: Clock,
): Promise<void> => {
  await recordLocationRow(trx, { locationId: at, name: '', version: 0 });
  await lockLocation(trx, at);
  const now = sqlInstant(clock.now());
  const removed = await trx('access.locations')
    .where('location_id', at)
    .whereNull('removed_at')
    .update({ removed_at: now });
  if (removed === 0) return;
  const before = await readRights(trx, at);
  const groups = await readGroupRemovals(trx, at);
  await trx('access.rooms').where('location_id', at).whereNull('removed_at').update({ removed_at: now });
  await trx('access.room_managers').where('location_id', at).delete();
  await trx('access.location_managers').where('location_id', at).delete();
  await trx('access.groups').where('location_id', at).delete();
  await trx('access.preferences').where('default_location_id', at).update({ default_location_id: null });
  await announceChange(trx, {
    locationId: at,
    version: await nextVersion(trx, at),
    at: clock.now(),
    origin: byRemoval(by),
    alongside: groups,
    change: { subject: 'manager', action: 'location.removed', affected: 'everybody', before, after: null },
  });
};

const lockLocation = async (trx: Knex, at: LocationId): Promise<void> => {
  await trx.select('location_id').from('access.locations').where('location_id', at).forUpdate();
};
