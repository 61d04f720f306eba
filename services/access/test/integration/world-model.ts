import { randomUUID } from 'node:crypto';
import { userId, type UserId } from '@flexspace/kernel';
import type { TestDatabase } from '@flexspace/testkit';

/** A small company in words: what a policy case is written in, and what fast-check makes up. People go by their keys. */
export interface WorldModel {
  readonly people: Readonly<Record<string, { readonly roles?: readonly string[]; readonly disabled?: boolean }>>;
  readonly locations: Readonly<Record<string, LocationModel>>;
}
export interface LocationModel {
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly gate?: readonly string[];
  readonly managers?: readonly string[];
  readonly rooms?: Readonly<
    Record<string, { readonly gate?: readonly string[]; readonly managers?: readonly string[] }>
  >;
}

export interface SeededWorld {
  readonly people: ReadonlyMap<string, UserId>;
  readonly locations: ReadonlyMap<string, number>;
  readonly rooms: ReadonlyMap<string, { readonly roomId: number; readonly locationId: number }>;
}

let nextId = 1_000;

/** Writes a model into the tables, with ids that no other model has. `known` are people who exist already. */
export const seedWorld = async (
  { knex }: Pick<TestDatabase, 'knex'>,
  model: WorldModel,
  known: ReadonlyMap<string, UserId> = new Map(),
): Promise<SeededWorld> => {
  const people = new Map<string, UserId>();
  for (const [key, person] of Object.entries(model.people)) {
    const id = known.get(key) ?? userId(randomUUID());
    people.set(key, id);
    const row = {
      id,
      username: `${key}-${id}`,
      first_name: key,
      last_name: 'Person',
      email: '',
      enabled: person.disabled !== true,
      realm_roles: person.roles ?? [],
      name_words: '',
      email_words: '',
      // Made-up people are not in Keycloak: were they older than the next sync, it would find them gone and disable them.
      observed_at: known.has(key) ? '2026-01-01T00:00:00Z' : '2999-01-01T00:00:00Z',
    };
    await knex('access.people').insert(row).onConflict('id').ignore();
  }
  const idOf = (key: string): UserId => {
    const id = people.get(key);
    if (id === undefined) throw new Error(`the world has no person ${key}`);
    return id;
  };

  const locations = new Map<string, number>();
  const rooms = new Map<string, { roomId: number; locationId: number }>();
  for (const [name, location] of Object.entries(model.locations)) {
    const location_id = (nextId += 1);
    locations.set(name, location_id);
    await knex('access.locations').insert({ location_id, name });
    const groups = new Map<string, number>();
    for (const [group, members] of Object.entries(location.groups ?? {})) {
      const values = {
        location_id,
        name: group,
        description: '',
        created_by: randomUUID(),
        created_at: '2026-01-01T00:00:00Z',
        updated_at: '2026-01-01T00:00:00Z',
      };
      const [made] = await knex('access.groups').insert(values).returning<{ id: number }[]>('id');
      if (made === undefined) throw new Error('no group was made');
      groups.set(group, made.id);
      await insertAll(
        knex,
        'access.group_members',
        members.map((key) => ({ group_id: made.id, user_id: idOf(key) })),
      );
    }
    const gate = (keys: readonly string[] = []) => keys.map((key) => ({ location_id, group_id: groups.get(key) }));
    await insertAll(knex, 'access.location_gates', gate(location.gate));
    const managers = location.managers ?? [];
    await insertAll(
      knex,
      'access.location_managers',
      managers.map((key) => ({ location_id, user_id: idOf(key) })),
    );
    for (const [roomName, room] of Object.entries(location.rooms ?? {})) {
      const room_id = (nextId += 1);
      rooms.set(roomName, { roomId: room_id, locationId: location_id });
      await knex('access.rooms').insert({ room_id, location_id, name: roomName });
      await insertAll(
        knex,
        'access.room_gates',
        gate(room.gate).map((row) => ({ ...row, room_id })),
      );
      const appointed = (room.managers ?? []).map((key) => ({ room_id, location_id, user_id: idOf(key) }));
      await insertAll(knex, 'access.room_managers', appointed);
    }
  }
  return { people, locations, rooms };
};

const insertAll = async (knex: TestDatabase['knex'], table: string, rows: readonly object[]): Promise<void> => {
  if (rows.length > 0) await knex(table).insert(rows);
};
