import type { Knex } from '@flexspace/database';
import {
  groupId,
  locationId,
  roomId,
  type GroupId,
  type Instant,
  type LocationId,
  type Person,
  type RoomPlace,
} from '@flexspace/kernel';
import type { PlaceViews } from '../application/ports/access-ports.js';
import type { GroupSummary, GroupView, LocationAccess, RoomAccess } from '../application/ports/views.js';
import { personFromRow, type NameRow } from './people-rows.js';

/** A list shows this many of a group's members; one group alone shows up to its bound. */
const MEMBERS_IN_LIST = 1_000;
const MEMBERS_IN_GROUP = 10_000;
const LIST_MAX = 2_000;

const PERSON = 'p.id, p.username, p.first_name, p.last_name';
const BY_NAME = "lower(p.first_name || ' ' || p.last_name), p.username, p.id";

interface GroupRow {
  readonly id: number;
  readonly location_id: number;
  readonly name: string;
  readonly description: string;
  readonly created_by: string;
  readonly created_at: Instant;
  readonly updated_at: Instant;
  readonly version: number;
  readonly member_count: number;
  readonly username: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
}
interface SummaryRow {
  readonly place_id: number;
  readonly id: number;
  readonly name: string;
  readonly location_id: number;
}
type PersonAtRow = NameRow & { readonly place_id: number };

/** What managers look at. Two to four queries, however many places are asked for. */
export const createPlaceViews = (knex: Knex): PlaceViews => ({
  listGroups: (ids) =>
    ids === 'everywhere'
      ? readGroups(knex, 'true', [])
      : readGroups(knex, 'g.location_id = any(cast(? as bigint[]))', [[...ids]]),
  findGroup: (id) => readGroup(knex, id),
  listLocations: (ids) => readLocations(knex, ids),
  listRooms: (rooms) => readRooms(knex, rooms),
  async groupsOf(user) {
    const { rows } = await knex.raw<{ rows: SummaryRow[] }>(
      `select 0 as place_id, g.id, g.name, g.location_id from access.group_members m
         join access.groups g on g.id = m.group_id where m.user_id = ? order by g.name, g.id`,
      [user],
    );
    return rows.map(toSummary);
  },
});

export const readGroup = async (knex: Knex, id: GroupId): Promise<GroupView | undefined> =>
  (await readGroups(knex, 'g.id = ?', [id], MEMBERS_IN_GROUP))[0];

const readGroups = async (
  knex: Knex,
  condition: string,
  bindings: readonly (number | number[])[],
  membersMax = MEMBERS_IN_LIST,
): Promise<readonly GroupView[]> => {
  const { rows } = await knex.raw<{ rows: GroupRow[] }>(
    `select g.*, p.username, p.first_name, p.last_name,
            (select count(*)::int from access.group_members m where m.group_id = g.id) as member_count
       from access.groups g left join access.people p on p.id = g.created_by
      where ${condition} order by g.location_id, g.name, g.id limit ${LIST_MAX}`,
    [...bindings],
  );
  if (rows.length === 0) return [];
  const members = await peopleAt(
    knex,
    `select m.place_id, m.id, m.username, m.first_name, m.last_name
       from unnest(cast(? as bigint[])) as g (id)
       cross join lateral (
         select g.id as place_id, ${PERSON} from access.group_members gm join access.people p on p.id = gm.user_id
          where gm.group_id = g.id order by ${BY_NAME} limit ${membersMax}) m`,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toGroupView(row, members.get(row.id) ?? []));
};

export const readLocations = async (
  knex: Knex,
  ids: readonly LocationId[] | 'everywhere',
): Promise<readonly LocationAccess[]> => {
  // One that is not on record yet has the state of a new one; the caller has made sure that it exists.
  const { rows } = await knex.raw<{ rows: { id: number; may: boolean; group_count: number }[] }>(
    `select a.id, coalesce(l.room_managers_may_edit_members, false) as may,
            (select count(*)::int from access.groups g where g.location_id = a.id) as group_count
       from ${ids === 'everywhere' ? '(select location_id from access.locations)' : 'unnest(cast(? as bigint[]))'} as a (id)
       left join access.locations l on l.location_id = a.id
      where l.removed_at is null order by a.id limit ${LIST_MAX}`,
    ids === 'everywhere' ? [] : [[...ids]],
  );
  const found = rows.map((row) => row.id);
  const [managers, gates] = await Promise.all([
    peopleAt(
      knex,
      `select m.location_id as place_id, ${PERSON} from access.location_managers m join access.people p on p.id = m.user_id
        where m.location_id = any(cast(? as bigint[])) order by ${BY_NAME}`,
      found,
    ),
    groupsAt(
      knex,
      `select o.location_id as place_id, g.id, g.name, g.location_id from access.location_gates o
         join access.groups g on g.id = o.group_id where o.location_id = any(cast(? as bigint[])) order by g.name, g.id`,
      found,
    ),
  ]);
  return rows.map((row) => ({
    locationId: locationId(row.id),
    managers: managers.get(row.id) ?? [],
    allowedGroups: gates.get(row.id) ?? [],
    roomManagersMayEditMembers: row.may,
    groupCount: row.group_count,
  }));
};

/** Rooms that were not removed, by id: each in the location that it is on record in, or else where it is said to be. */
export const readRooms = async (knex: Knex, rooms: readonly RoomPlace[]): Promise<readonly RoomAccess[]> => {
  const { rows } = await knex.raw<{ rows: { room_id: number; location_id: number }[] }>(
    `select a.room_id, coalesce(r.location_id, min(a.location_id)) as location_id
       from unnest(cast(? as bigint[]), cast(? as bigint[])) as a (room_id, location_id)
       left join access.rooms r on r.room_id = a.room_id
      where r.removed_at is null group by a.room_id, r.location_id order by a.room_id`,
    [rooms.map((room) => room.roomId), rooms.map((room) => room.locationId)],
  );
  const found = rows.map((row) => row.room_id);
  const [managers, gates] = await Promise.all([
    peopleAt(
      knex,
      `select m.room_id as place_id, ${PERSON} from access.room_managers m join access.people p on p.id = m.user_id
        where m.room_id = any(cast(? as bigint[])) order by ${BY_NAME}`,
      found,
    ),
    groupsAt(
      knex,
      `select o.room_id as place_id, g.id, g.name, g.location_id from access.room_gates o
         join access.groups g on g.id = o.group_id where o.room_id = any(cast(? as bigint[])) order by g.name, g.id`,
      found,
    ),
  ]);
  return rows.map((row) => ({
    roomId: roomId(row.room_id),
    locationId: locationId(row.location_id),
    managers: managers.get(row.room_id) ?? [],
    allowedGroups: gates.get(row.room_id) ?? [],
  }));
};

const peopleAt = async (
  knex: Knex,
  sql: string,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly Person[]>> => {
  const { rows } = await knex.raw<{ rows: PersonAtRow[] }>(sql, [[...ids]]);
  return byPlace(rows, personFromRow);
};

const groupsAt = async (
  knex: Knex,
  sql: string,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly GroupSummary[]>> => {
  const { rows } = await knex.raw<{ rows: SummaryRow[] }>(sql, [[...ids]]);
  return byPlace(rows, toSummary);
};

const byPlace = <Row extends { readonly place_id: number }, Item>(
  rows: readonly Row[],
  read: (row: Row) => Item,
): ReadonlyMap<number, readonly Item[]> => {
  const items = new Map<number, Item[]>();
  for (const row of rows) {
    const list = items.get(row.place_id);
    if (list === undefined) items.set(row.place_id, [read(row)]);
    else list.push(read(row));
  }
  return items;
};

const toSummary = (row: SummaryRow): GroupSummary => ({
  id: groupId(row.id),
  name: row.name,
  locationId: locationId(row.location_id),
});

const toGroupView = (row: GroupRow, members: readonly Person[]): GroupView => ({
  id: groupId(row.id),
  locationId: locationId(row.location_id),
  name: row.name,
  description: row.description,
  createdBy: creator(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
  members,
  memberCount: row.member_count,
});

const creator = (row: GroupRow): Person | undefined => {
  if (row.username === null) return undefined;
  return personFromRow({
    id: row.created_by,
    username: row.username,
    first_name: row.first_name ?? '',
    last_name: row.last_name ?? '',
  });
};
