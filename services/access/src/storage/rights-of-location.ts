import type { Knex } from '@flexspace/database';
import { groupId, type LocationId } from '@flexspace/kernel';
import type { PlaceChange } from '../application/ports/access-ports.js';
import { readGate, readManagerIds } from './place-rows.js';

/** Who may do what in a location and in each of its rooms that gives anybody a right, for the record. */
export const readRights = async (trx: Knex, at: LocationId) => {
  const location = await trx
    .first<{ room_managers_may_edit_members: boolean } | undefined>('room_managers_may_edit_members')
    .from('access.locations')
    .where('location_id', at);
  const { rows: rooms } = await trx.raw<{ rows: object[] }>(
    `select r.room_id,
            array(select user_id from access.room_managers m where m.room_id = r.room_id order by 1) as manager_ids,
            array(select group_id from access.room_gates g where g.room_id = r.room_id order by 1) as group_ids
       from access.rooms r
      where r.location_id = :at and r.removed_at is null
        and (exists (select from access.room_managers m where m.room_id = r.room_id)
             or exists (select from access.room_gates g where g.room_id = r.room_id))
      order by r.room_id`,
    { at },
  );
  return {
    manager_ids: await readManagerIds(trx, at, 'location'),
    group_ids: await readGate(trx, at, 'location'),
    room_managers_may_edit_members: location?.room_managers_may_edit_members ?? false,
    rooms,
  };
};

/** That each group of a location went with it, and who was in it. */
export const readGroupRemovals = async (trx: Knex, at: LocationId): Promise<readonly PlaceChange[]> => {
  const { rows } = await trx.raw<{
    rows: { id: number; name: string; description: string; member_ids: readonly string[] }[];
  }>(
    `select g.id, g.name, g.description,
            array(select user_id from access.group_members m where m.group_id = g.id order by 1) as member_ids
       from access.groups g where g.location_id = :at order by g.id`,
    { at },
  );
  return rows.map(({ id, ...before }) => ({
    subject: 'group',
    action: 'group.deleted',
    groupId: groupId(id),
    affected: [],
    before,
    after: null,
  }));
};
