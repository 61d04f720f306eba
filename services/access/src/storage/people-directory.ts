import { sqlInstant, type Database, type Knex } from '@flexspace/database';
import { userId, type Clock, type UserId } from '@flexspace/kernel';
import { appendToOutbox, newEvent } from '@flexspace/messaging';
import type { PeopleDirectory } from '../application/ports/access-ports.js';
import { searchable, type Observation } from '../domain/directory-person.js';
import { personFromRow, type NameRow } from './people-rows.js';
import { searchPeople } from './people-search.js';
import { SCHEMA } from './place-announcement.js';

const RECORD = `
  insert into access.people as p (id, username, first_name, last_name, email, enabled, realm_roles, name_words, email_words,
                                  observed_at, seen_at)
  select o.id, o.username, o.first_name, o.last_name, o.email, o.enabled, coalesce(o.realm_roles, '{}'), o.name_words,
         o.email_words, o.observed_at, o.seen_at
    from jsonb_to_recordset(cast(? as jsonb)) as o (id uuid, username text, first_name text, last_name text, email text,
         enabled boolean, realm_roles text[], name_words text, email_words text, observed_at timestamptz, seen_at timestamptz)
   order by o.id
  on conflict (id) do update set
    username = excluded.username, first_name = excluded.first_name, last_name = excluded.last_name,
    email = excluded.email, enabled = excluded.enabled,
    name_words = excluded.name_words, email_words = excluded.email_words,
    observed_at = excluded.observed_at, seen_at = greatest(p.seen_at, excluded.seen_at)
  where p.observed_at <= excluded.observed_at`;

// Roles have a statement of their own, because a source that does not know them must not be read as “none”.
const RECORD_ROLES = `
  update access.people p set realm_roles = o.realm_roles
    from jsonb_to_recordset(cast(? as jsonb)) as o (id uuid, realm_roles text[], observed_at timestamptz)
   where p.id = o.id and o.realm_roles is not null and p.observed_at = o.observed_at and p.realm_roles <> o.realm_roles`;

/** People of Keycloak whom this service knows; who they are comes from tokens, the sync and look-ups. */
export const createPeopleDirectory = (
  { knex, transaction }: Pick<Database, 'knex' | 'transaction'>,
  clock: Clock,
): PeopleDirectory => ({
  async record(observations) {
    if (observations.length === 0) return;
    const rows = JSON.stringify(observations.map(toRow));
    const disabled = observations.filter(({ person }) => !person.enabled).map(({ person }) => person.id);
    await transaction(async (trx) => {
      const before = await lockEnabled(trx, disabled);
      await trx.raw(RECORD, [rows]);
      await trx.raw(RECORD_ROLES, [rows]);
      if (before.length === 0) return;
      const still = new Set(await lockEnabled(trx, before));
      await endSessions(
        trx,
        before.filter((id) => !still.has(id)),
        clock,
      );
    });
  },

  async find(ids) {
    const rows = await knex
      .select<NameRow[]>('id', 'username', 'first_name', 'last_name')
      .from('access.people')
      .whereRaw('id = any(cast(? as uuid[]))', [[...ids]]);
    return rows.map(personFromRow);
  },

  search: searchPeople(knex),

  async listUnseenSince(start, limit) {
    const rows = await knex
      .select<{ id: string }[]>('id')
      .from('access.people')
      .where('enabled', true)
      .where('observed_at', '<', sqlInstant(start))
      .orderBy('id')
      .limit(limit);
    return rows.map((row) => userId(row.id));
  },

  async disable(ids) {
    await transaction(async (trx) => {
      const enabled = await lockEnabled(trx, ids);
      await trx('access.people').whereRaw('id = any(cast(? as uuid[]))', [enabled]).update({ enabled: false });
      await endSessions(trx, enabled, clock);
    });
  },
});

const lockEnabled = async (trx: Knex.Transaction, ids: readonly UserId[]): Promise<UserId[]> => {
  if (ids.length === 0) return [];
  const rows = await trx
    .select<{ id: string }[]>('id')
    .from('access.people')
    .whereRaw('enabled and id = any(cast(? as uuid[]))', [[...ids]])
    .orderBy('id')
    .forUpdate();
  return rows.map((row) => userId(row.id));
};

/** Whoever is disabled is signed out everywhere at once, instead of when their token ends. */
const endSessions = async (trx: Knex.Transaction, ids: readonly UserId[], clock: Clock): Promise<void> => {
  const messages = ids.map((id) => {
    const fact = { $case: 'sessionEnded', value: { userId: id, sessionId: '' } } as const;
    const event = newEvent({ at: clock.now(), locationId: 0, aggregateVersion: 0, fact });
    return { subject: 'access.v1.session.ended.0', event };
  });
  await appendToOutbox(trx, SCHEMA, messages);
};

const toRow = ({ person, at, inPerson }: Observation) => ({
  id: person.id,
  username: person.username,
  first_name: person.firstName,
  last_name: person.lastName,
  email: person.email,
  enabled: person.enabled,
  realm_roles: person.roles === undefined ? null : [...person.roles].toSorted(),
  name_words: searchable(person.username, person.firstName, person.lastName),
  email_words: searchable(person.email),
  observed_at: sqlInstant(at),
  seen_at: inPerson ? sqlInstant(at) : null,
});
