import { sqlInstant, violatedConstraint, type Knex } from '@flexspace/database';
import {
  groupId,
  locationId,
  roomId,
  userId,
  type GroupId,
  type Instant,
  type LocationId,
  type UserId,
} from '@flexspace/kernel';
import { GroupNameTaken, type GateUse } from '../domain/access-errors.js';
import type { Group, GroupWords } from '../domain/group.js';

interface GroupRow {
  readonly id: number;
  readonly location_id: number;
  readonly name: string;
  readonly description: string;
  readonly created_by: string;
  readonly created_at: Instant;
  readonly updated_at: Instant;
  readonly version: number;
}

/** A group of this location; those of other locations are not there. */
export const findGroupRow = async (trx: Knex, at: LocationId, id: GroupId): Promise<Group | undefined> => {
  const row = await trx.first<GroupRow | undefined>('*').from('access.groups').where({ id, location_id: at });
  return row === undefined ? undefined : toGroup(row);
};

export const insertGroupRow = async (
  trx: Knex,
  group: GroupWords & { readonly locationId: LocationId; readonly by: UserId; readonly at: Instant },
): Promise<Group> => {
  const at = sqlInstant(group.at);
  const values = {
    location_id: group.locationId,
    name: group.name,
    description: group.description,
    created_by: group.by,
    created_at: at,
    updated_at: at,
  };
  return toGroup(
    onlyRow(await asNameTaken(group.name, () => trx('access.groups').insert(values).returning<GroupRow[]>('*'))),
  );
};

export const saveGroupRow = async (trx: Knex, group: Group, at: Instant): Promise<Group> => {
  const values = {
    name: group.name,
    description: group.description,
    updated_at: sqlInstant(at),
    version: group.version + 1,
  };
  const rows = await asNameTaken(group.name, () =>
    trx('access.groups')
      .where({ id: group.id, location_id: group.locationId })
      .update(values)
      .returning<GroupRow[]>('*'),
  );
  return toGroup(onlyRow(rows));
};

/** Where a group stands, with the names of the rooms as far as they are known. */
export const readGateUse = async (trx: Knex, at: LocationId, id: GroupId): Promise<GateUse> => {
  const rooms = await trx
    .select<{ room_id: number; name: string }[]>('r.room_id', 'r.name')
    .from('access.room_gates as g')
    .join('access.rooms as r', 'r.room_id', 'g.room_id')
    .where('g.group_id', id)
    .orderBy(['r.name', 'r.room_id']);
  const gate = await trx
    .select<{ group_id: number }[]>('group_id')
    .from('access.location_gates')
    .where('location_id', at);
  const locationGate = gate.some((row) => row.group_id === id);
  return {
    locationGate,
    lastInLocationGate: locationGate && gate.length === 1,
    rooms: rooms.map((row) => ({ roomId: roomId(row.room_id), name: row.name })),
  };
};

export const readMemberIds = async (trx: Knex, id: GroupId, limit?: number): Promise<readonly UserId[]> => {
  const query = trx
    .select<{ user_id: string }[]>('user_id')
    .from('access.group_members')
    .where('group_id', id)
    .orderBy('user_id');
  return toUserIds(await (limit === undefined ? query : query.limit(limit)));
};

export const addMemberRows = async (trx: Knex, id: GroupId, userIds: readonly UserId[]): Promise<readonly UserId[]> => {
  if (userIds.length === 0) return [];
  const rows = userIds.toSorted().map((user) => ({ group_id: id, user_id: user }));
  return toUserIds(await trx('access.group_members').insert(rows).onConflict().ignore().returning('user_id'));
};

export const removeMemberRows = async (
  trx: Knex,
  id: GroupId,
  userIds: readonly UserId[],
): Promise<readonly UserId[]> =>
  toUserIds(
    await trx('access.group_members')
      .where('group_id', id)
      .whereRaw('user_id = any(cast(? as uuid[]))', [[...userIds]])
      .delete()
      .returning('user_id'),
  );

export const toUserIds = (rows: readonly { readonly user_id: string }[]): readonly UserId[] =>
  rows.map((row) => userId(row.user_id)).toSorted();

const asNameTaken = async <T>(name: string, work: () => PromiseLike<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (violatedConstraint(error)?.constraint === 'groups_name_unique') throw new GroupNameTaken(name);
    throw error;
  }
};

const onlyRow = <Row>(rows: readonly Row[]): Row => {
  const [row] = rows;
  if (row === undefined) throw new Error('the row was locked and is gone');
  return row;
};

const toGroup = (row: GroupRow): Group => ({
  id: groupId(row.id),
  locationId: locationId(row.location_id),
  name: row.name,
  description: row.description,
  createdBy: userId(row.created_by),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});
