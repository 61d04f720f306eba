import type { Knex } from '@flexspace/database';
import { groupId, type GroupId, type LocationId, type UserId } from '@flexspace/kernel';
import type { PlacePart } from '../application/ports/access-ports.js';
import { toUserIds } from './group-rows.js';

/** The rows of a location's own gate and managers, or of one of its rooms'. */
const managersTable = (part: PlacePart): string =>
  part === 'location' ? 'access.location_managers' : 'access.room_managers';
const gatesTable = (part: PlacePart): string => (part === 'location' ? 'access.location_gates' : 'access.room_gates');
const keyOf = (at: LocationId, part: PlacePart): Record<string, number> =>
  part === 'location' ? { location_id: at } : { location_id: at, room_id: part };

export const readManagerIds = async (trx: Knex, at: LocationId, part: PlacePart): Promise<readonly UserId[]> =>
  toUserIds(await trx.select<{ user_id: string }[]>('user_id').from(managersTable(part)).where(keyOf(at, part)));

export const readRoomManagerIds = async (trx: Knex, at: LocationId): Promise<readonly UserId[]> =>
  toUserIds(await trx.distinct<{ user_id: string }[]>('user_id').from('access.room_managers').where('location_id', at));

export const addManagerRows = async (
  trx: Knex,
  at: LocationId,
  appointed: { readonly part: PlacePart; readonly userIds: readonly UserId[] },
): Promise<readonly UserId[]> => {
  if (appointed.userIds.length === 0) return [];
  const rows = appointed.userIds.toSorted().map((user) => ({ ...keyOf(at, appointed.part), user_id: user }));
  return toUserIds(await trx(managersTable(appointed.part)).insert(rows).onConflict().ignore().returning('user_id'));
};

export const removeManagerRows = async (
  trx: Knex,
  at: LocationId,
  dismissed: { readonly part: PlacePart; readonly userIds: readonly UserId[] },
): Promise<readonly UserId[]> =>
  toUserIds(
    await trx(managersTable(dismissed.part))
      .where(keyOf(at, dismissed.part))
      .whereRaw('user_id = any(cast(? as uuid[]))', [[...dismissed.userIds]])
      .delete()
      .returning('user_id'),
  );

/** Ascending. */
export const readGate = async (trx: Knex, at: LocationId, part: PlacePart): Promise<readonly GroupId[]> => {
  const rows = await trx
    .select<{ group_id: number }[]>('group_id')
    .from(gatesTable(part))
    .where(keyOf(at, part))
    .orderBy('group_id');
  return rows.map((row) => groupId(row.group_id));
};

export const replaceGateRows = async (
  trx: Knex,
  at: LocationId,
  gate: { readonly part: PlacePart; readonly groupIds: readonly GroupId[] },
): Promise<void> => {
  await trx(gatesTable(gate.part)).where(keyOf(at, gate.part)).delete();
  if (gate.groupIds.length === 0) return;
  await trx(gatesTable(gate.part)).insert(gate.groupIds.map((id) => ({ ...keyOf(at, gate.part), group_id: id })));
};

export const readOwnGroups = async (
  trx: Knex,
  at: LocationId,
  ids: readonly GroupId[],
): Promise<ReadonlySet<GroupId>> => {
  const rows = await trx
    .select<{ id: number }[]>('id')
    .from('access.groups')
    .where('location_id', at)
    .whereRaw('id = any(cast(? as bigint[]))', [[...ids]]);
  return new Set(rows.map((row) => groupId(row.id)));
};
