import type { Migration } from '@flexspace/database';

export const createPreferences: Migration = {
  name: '20261123T0902_create_preferences',
  async up(knex) {
    await knex.raw(`
      create table access.preferences (
        user_id uuid not null,
        theme text not null,
        language text not null,
        timezone text not null,
        date_format text not null,
        time_format text not null,
        default_location_id bigint,
        default_booking_hours integer not null,
        version bigint not null default 1,
        updated_at timestamptz not null default now(),
        constraint preferences_pkey primary key (user_id),
        constraint preferences_theme check (theme in ('light', 'dark', 'auto')),
        constraint preferences_language check (language in ('en', 'es', 'fr', 'de')),
        constraint preferences_date_format check (date_format in ('MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD')),
        constraint preferences_time_format check (time_format in ('12h', '24h')),
        constraint preferences_booking_hours check (default_booking_hours >= 1 and default_booking_hours <= 24)
      )`);
    await knex.raw(
      'create index preferences_by_location on access.preferences (default_location_id) where default_location_id is not null',
    );
  },
};
