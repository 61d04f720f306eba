import type { Knex } from '@flexspace/database';
import { locationId, roomId, userId, type LocationId, type RoomPlace, type UserId } from '@flexspace/kernel';
import type { StandingAnswers } from './remembered-standings.js';
import { isRealmRole, type Scope, type Standing } from '../domain/standing.js';

/** Whose standing is asked for, and where. */
export interface StandingQuestion {
  readonly userId: UserId;
  readonly scope: Scope;
}

interface StandingRow {
  readonly user_id: string;
  readonly revision: number;
  readonly known: boolean;
  readonly realm_roles: readonly string[];
  readonly managed_locations: readonly number[];
  readonly managed_rooms: readonly number[];
  readonly managed_room_locations: readonly number[];
  readonly open_rooms: readonly number[];
  readonly open_room_locations: readonly number[];
  readonly closed_locations: readonly number[];
}

/**
 * Every right of a person in one round trip: where they manage, which gates their groups open, and which location gates
 * nothing of theirs opens. Answers come in the order of the questions.
 *
 * `asked` gives user_id, and location_id where the question is about one location; `here` narrows each part to it, so
 * that a question costs a handful of index probes however large the company is. Pairs (room, location) come as two arrays
 * in the same order, because PostgreSQL has no cheap array of pairs.
 */
const standingSql = (asked: string, here: (column: string) => string): string => `
  select s.user_id,
    (select value from access.standing_revision) as revision,
    p.id is not null as known,
    case when p.enabled then p.realm_roles else '{}' end as realm_roles,
    array(select m.location_id from access.location_managers m
           where m.user_id = s.user_id ${here('m.location_id')}) as managed_locations,
    rooms.ids as managed_rooms, rooms.location_ids as managed_room_locations,
    opened.ids as open_rooms, opened.location_ids as open_room_locations,
    array(select g.location_id from access.location_gates g
           where true ${here('g.location_id')}
          except select g.location_id from access.group_members gm
            join access.location_gates g on g.group_id = gm.group_id ${here('g.location_id')}
           where gm.user_id = s.user_id
          except select m.location_id from access.location_managers m
           where m.user_id = s.user_id ${here('m.location_id')}
          except select r.location_id from access.room_managers r
           where r.user_id = s.user_id ${here('r.location_id')}) as closed_locations
  from ${asked}
  left join access.people p on p.id = s.user_id
  cross join lateral (
    select coalesce(array_agg(r.room_id), '{}') as ids, coalesce(array_agg(r.location_id), '{}') as location_ids
      from access.room_managers r where r.user_id = s.user_id ${here('r.location_id')}) rooms
  cross join lateral (
    select coalesce(array_agg(o.room_id), '{}') as ids, coalesce(array_agg(o.location_id), '{}') as location_ids
      from (select distinct g.room_id, g.location_id from access.group_members gm
              join access.room_gates g on g.group_id = gm.group_id ${here('g.location_id')}
             where gm.user_id = s.user_id) o) opened
  order by s.position`;

// Named, so that the server plans each once per connection: planning costs several times what running does.
const EVERYWHERE = {
  name: 'access_standing_everywhere',
  text: standingSql('unnest(cast(:users as uuid[])) with ordinality as s (user_id, position)', () => ''),
};
const SCOPED = {
  name: 'access_standing_scoped',
  text: standingSql(
    'unnest(cast(:users as uuid[]), cast(:locations as bigint[])) with ordinality as s (user_id, location_id, position)',
    (column) => `and ${column} = s.location_id`,
  ),
};

const REVISION = { name: 'access_standing_revision', text: 'select value from access.standing_revision' };

export const queryRevision = async (knex: Knex): Promise<number> => {
  const { rows } = await knex.raw<{ rows: { value: number }[] }>(REVISION.text).options({ name: REVISION.name });
  const [row] = rows;
  if (row === undefined) throw new Error('the revision of standings has its row');
  return row.value;
};

/** The answers to several questions, in their order. Either all are about everywhere, or each about one location. */
export const queryStandings = async (knex: Knex, questions: readonly StandingQuestion[]): Promise<StandingAnswers> => {
  const users = questions.map((question) => question.userId);
  const locations = questions.flatMap(({ scope }): LocationId[] => (scope === 'everywhere' ? [] : [scope]));
  if (locations.length !== 0 && locations.length !== users.length)
    throw new Error('questions of two kinds in one query');
  const { name, text } = locations.length === 0 ? EVERYWHERE : SCOPED;
  const bindings = locations.length === 0 ? { users } : { users, locations };
  const { rows } = await knex.raw<{ rows: StandingRow[] }>(text, bindings).options({ name });
  return { revision: rows[0]?.revision ?? 0, standings: rows.map(toStanding) };
};

const toStanding = (row: StandingRow): Standing => ({
  userId: userId(row.user_id),
  known: row.known,
  recordedRoles: new Set(row.realm_roles.filter(isRealmRole)),
  managedLocations: row.managed_locations.map(locationId),
  managedRooms: pairs(row.managed_rooms, row.managed_room_locations),
  openRooms: pairs(row.open_rooms, row.open_room_locations),
  closedLocations: row.closed_locations.map(locationId),
});

const pairs = (rooms: readonly number[], locations: readonly number[]): RoomPlace[] =>
  rooms.map((id, index) => ({ roomId: roomId(id), locationId: locationId(locations[index] ?? 0) }));
