import type { Migration } from '@flexspace/database';

/** The tables of which every row decides about somebody's standing. */
const DECIDING = ['group_members', 'location_gates', 'room_gates', 'location_managers', 'room_managers'];

/**
 * A number that grows, in the transaction of the change, whenever anybody's standing may differ: who remembers a standing and the
 * number that it was read with needs to read that number alone. Triggers, because a path that forgot to count would leave a right
 * in force that was taken away. People are looked at row by row: each sync writes them all, and hardly ever with other rights.
 */
export const countStandingChanges: Migration = {
  name: '20261125T0900_count_standing_changes',
  async up(knex) {
    await knex.raw(`
      create table access.standing_revision (
        only_row boolean not null default true,
        value bigint not null,
        constraint standing_revision_pkey primary key (only_row),
        constraint standing_revision_only_row check (only_row)
      )`);
    await knex.raw('insert into access.standing_revision (value) values (1)');
    await knex.raw(`
      create function access.count_standing_change() returns trigger language plpgsql as $$
      begin
        update access.standing_revision set value = value + 1;
        return null;
      end $$`);
    await knex.raw(`
      create function access.count_new_people() returns trigger language plpgsql as $$
      begin
        if exists (select from after) then
          update access.standing_revision set value = value + 1;
        end if;
        return null;
      end $$`);
    await knex.raw(`
      create function access.count_changed_people() returns trigger language plpgsql as $$
      begin
        if exists (select from before b full join after a using (id)
                   where (b.enabled, b.realm_roles) is distinct from (a.enabled, a.realm_roles)) then
          update access.standing_revision set value = value + 1;
        end if;
        return null;
      end $$`);
    for (const table of DECIDING) {
      await knex.raw(`
        create trigger ${table}_counted after insert or update or delete or truncate on access.${table}
        for each statement execute function access.count_standing_change()`);
    }
    await knex.raw(`
      create trigger people_added after insert on access.people referencing new table as after
      for each statement execute function access.count_new_people()`);
    await knex.raw(`
      create trigger people_changed after update on access.people referencing old table as before new table as after
      for each statement execute function access.count_changed_people()`);
    await knex.raw(`
      create trigger people_removed after delete or truncate on access.people
      for each statement execute function access.count_standing_change()`);
  },
};
