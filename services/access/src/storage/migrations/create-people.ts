import type { Migration } from '@flexspace/database';

export const createPeople: Migration = {
  name: '20261123T0900_create_people',
  async up(knex) {
    await knex.raw('create extension if not exists pg_trgm');
    // Each sync touches every row without changing what is indexed: the room left on a page keeps those updates off the indexes.
    await knex.raw(`
      create table access.people (
        id uuid not null,
        username text not null,
        first_name text not null,
        last_name text not null,
        email text not null,
        enabled boolean not null,
        realm_roles text[] not null default '{}',
        name_words text not null,
        email_words text not null,
        observed_at timestamptz not null,
        seen_at timestamptz,
        constraint people_pkey primary key (id)
      ) with (fillfactor = 80)`);
    // A search for few letters finds very many: read in the order of the answer, it ends after the first twenty.
    await knex.raw(
      "create index people_by_name on access.people (lower(first_name || ' ' || last_name), username, id) where enabled",
    );
    // A pending list is searched whole on every look-up until a vacuum merges it, and it drives the planner to scan the table.
    await knex.raw(
      'create index people_name_words on access.people using gin (name_words gin_trgm_ops) with (fastupdate = off) where enabled',
    );
    await knex.raw(
      'create index people_email_words on access.people using gin (email_words gin_trgm_ops) with (fastupdate = off) where enabled',
    );
  },
};
