import type { Migration } from '@flexspace/database';

/**
 * Which places exist, and who may do what there. Every row that ties a group to a gate carries the location, and the
 * foreign keys hold it to the group's and the room's: a group of one location cannot stand in a gate of another.
 */
export const createPlaces: Migration = {
  name: '20261123T0901_create_places',
  async up(knex) {
    await knex.raw(`
      create table access.locations (
        location_id bigint not null,
        name text not null,
        name_version bigint not null default 0,
        room_managers_may_edit_members boolean not null default false,
        version bigint not null default 0,
        removed_at timestamptz,
        constraint locations_pkey primary key (location_id)
      )`);
    await knex.raw(`
      create table access.rooms (
        room_id bigint not null,
        location_id bigint not null,
        name text not null,
        name_version bigint not null default 0,
        removed_at timestamptz,
        constraint rooms_pkey primary key (room_id),
        constraint rooms_of_location unique (room_id, location_id),
        constraint rooms_location foreign key (location_id) references access.locations
      )`);
    await knex.raw('create index rooms_by_location on access.rooms (location_id)');
    await knex.raw(`
      create table access.groups (
        id bigint generated always as identity,
        location_id bigint not null,
        name text not null,
        description text not null,
        created_by uuid not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        version bigint not null default 1,
        constraint groups_pkey primary key (id),
        constraint groups_of_location unique (id, location_id),
        constraint groups_name_unique unique (location_id, name),
        constraint groups_location foreign key (location_id) references access.locations
      )`);
    await knex.raw(`
      create table access.group_members (
        group_id bigint not null,
        user_id uuid not null,
        constraint group_members_pkey primary key (group_id, user_id),
        constraint group_members_group foreign key (group_id) references access.groups on delete cascade,
        constraint group_members_person foreign key (user_id) references access.people
      )`);
    await knex.raw('create index group_members_by_user on access.group_members (user_id, group_id)');
    await knex.raw(`
      create table access.location_gates (
        location_id bigint not null,
        group_id bigint not null,
        constraint location_gates_pkey primary key (location_id, group_id),
        constraint location_gates_group foreign key (group_id, location_id)
          references access.groups (id, location_id) on delete cascade
      )`);
    await knex.raw('create index location_gates_by_group on access.location_gates (group_id, location_id)');
    await knex.raw(`
      create table access.room_gates (
        room_id bigint not null,
        group_id bigint not null,
        location_id bigint not null,
        constraint room_gates_pkey primary key (room_id, group_id),
        constraint room_gates_room foreign key (room_id, location_id) references access.rooms (room_id, location_id),
        constraint room_gates_group foreign key (group_id, location_id)
          references access.groups (id, location_id) on delete cascade
      )`);
    await knex.raw('create index room_gates_by_group on access.room_gates (group_id, location_id, room_id)');
    await knex.raw(`
      create table access.location_managers (
        location_id bigint not null,
        user_id uuid not null,
        constraint location_managers_pkey primary key (location_id, user_id),
        constraint location_managers_location foreign key (location_id) references access.locations,
        constraint location_managers_person foreign key (user_id) references access.people
      )`);
    await knex.raw('create index location_managers_by_user on access.location_managers (user_id, location_id)');
    await knex.raw(`
      create table access.room_managers (
        room_id bigint not null,
        user_id uuid not null,
        location_id bigint not null,
        constraint room_managers_pkey primary key (room_id, user_id),
        constraint room_managers_room foreign key (room_id, location_id) references access.rooms (room_id, location_id),
        constraint room_managers_person foreign key (user_id) references access.people
      )`);
    await knex.raw('create index room_managers_by_user on access.room_managers (user_id, location_id, room_id)');
    await knex.raw('create index room_managers_by_location on access.room_managers (location_id)');
  },
};
