import type { Database, Knex } from '@flexspace/database';
import { locationId, NotFound, type Clock, type LocationId } from '@flexspace/kernel';
import { personOf, rolesOf } from '../application/ports/request.js';
import type { PlaceStore, PlaceUnit } from '../application/ports/access-ports.js';
import { toReach } from '../domain/standing.js';
import {
  addMemberRows,
  findGroupRow,
  insertGroupRow,
  readGateUse,
  readMemberIds,
  removeMemberRows,
  saveGroupRow,
} from './group-rows.js';
import { announceChange, type ChangeOrigin } from './place-announcement.js';
import {
  addManagerRows,
  readGate,
  readManagerIds,
  readOwnGroups,
  readRoomManagerIds,
  removeManagerRows,
  replaceGateRows,
} from './place-rows.js';
import { readGroup, readLocations, readRooms } from './place-views.js';
import { queryStandings } from './standing-query.js';

interface LocationRow {
  readonly room_managers_may_edit_members: boolean;
  readonly removed_at: number | null;
}

export interface PlaceStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Told of each change by its action, for counting. */
  readonly onChange: (action: string) => void;
}

/** Changes of rights: each locks its location, so that two managers at once take turns instead of undoing each other. */
export const createPlaceStore = ({ database, clock, onChange }: PlaceStoreOptions): PlaceStore => ({
  change: (id, request, work) =>
    database.transaction(async (trx) => {
      const row = await trx
        .first<LocationRow | undefined>('room_managers_may_edit_members', 'removed_at')
        .from('access.locations')
        .where('location_id', id)
        .forUpdate();
      if (row === undefined || row.removed_at !== null) throw new NotFound('location');
      const { caller, requestId } = request;
      const origin = { actor: personOf(caller), requestId, clientId: caller.clientId };
      return work(createUnit({ trx, clock, origin, at: id, delegation: row.room_managers_may_edit_members, onChange }));
    }),

  async locationOfGroup(id) {
    const row = await database.knex
      .first<{ location_id: number } | undefined>('location_id')
      .from('access.groups')
      .where({ id });
    return row === undefined ? undefined : locationId(row.location_id);
  },
});

interface UnitParts {
  readonly trx: Knex.Transaction;
  readonly clock: Clock;
  readonly origin: ChangeOrigin;
  readonly at: LocationId;
  readonly delegation: boolean;
  readonly onChange: PlaceStoreOptions['onChange'];
}

const createUnit = ({ trx, clock, origin, at, delegation, onChange }: UnitParts): PlaceUnit => ({
  locationId: at,
  roomManagersMayEditMembers: delegation,
  async reachOf(caller) {
    const { standings } = await queryStandings(trx, [{ userId: caller.userId, scope: at }]);
    return toReach(required(standings[0]), rolesOf(caller), at);
  },

  findGroup: (id) => findGroupRow(trx, at, id),
  insertGroup: (words, by) => insertGroupRow(trx, { ...words, locationId: at, by, at: clock.now() }),
  saveGroup: (group) => saveGroupRow(trx, group, clock.now()),
  async deleteGroup(id) {
    await trx('access.groups').where({ id, location_id: at }).delete();
  },
  async countGroups() {
    const row = await trx('access.groups').where('location_id', at).count<{ count: number }[]>({ count: '*' });
    return row[0]?.count ?? 0;
  },
  gateUse: (id) => readGateUse(trx, at, id),
  memberIds: (id, limit) => readMemberIds(trx, id, limit),
  addMembers: (id, userIds) => addMemberRows(trx, id, userIds),
  removeMembers: (id, userIds) => removeMemberRows(trx, id, userIds),

  managersOf: (part) => readManagerIds(trx, at, part),
  roomManagers: () => readRoomManagerIds(trx, at),
  addManagers: (part, userIds) => addManagerRows(trx, at, { part, userIds }),
  removeManagers: (part, userIds) => removeManagerRows(trx, at, { part, userIds }),

  ownGroups: (ids) => readOwnGroups(trx, at, ids),
  gateOf: (part) => readGate(trx, at, part),
  setGate: (part, groupIds) => replaceGateRows(trx, at, { part, groupIds }),
  async setDelegation(allow) {
    await trx('access.locations').where('location_id', at).update({ room_managers_may_edit_members: allow });
  },

  async record(change) {
    const version = await nextVersion(trx, at);
    await announceChange(trx, { locationId: at, version, at: clock.now(), origin, change });
    onChange(change.action);
  },

  showGroup: async (id) => required(await readGroup(trx, id)),
  async showLocation() {
    const [shown] = await readLocations(trx, [at]);
    return required(shown);
  },
  async showRoom(roomId) {
    const [shown] = await readRooms(trx, [{ roomId, locationId: at }]);
    return required(shown);
  },
});

/** One counter for everything about a location's rights: consumers order its events by it. */
export const nextVersion = async (trx: Knex, at: LocationId): Promise<number> => {
  const rows = await trx('access.locations')
    .where('location_id', at)
    .increment('version', 1)
    .returning<{ version: number }[]>('version');
  return required(rows[0]).version;
};

const required = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a row that this transaction holds is gone');
  return value;
};
