import type { Migration } from '@flexspace/database';

export const createTurns: Migration = {
  name: '20261123T0903_create_turns',
  async up(knex) {
    await knex.raw(`
      create table access.turns (
        name text not null,
        taken_at timestamptz not null,
        constraint turns_pkey primary key (name)
      )`);
  },
};
