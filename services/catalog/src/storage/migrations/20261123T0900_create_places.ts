import type { Migration } from '@flexspace/database';

/**
 * `revision` is the catalog's one write lock and its clock: each writing transaction begins by counting it up, so revisions are in
 * the order of commits, and a reader who sees revision n sees everything up to n. Each row keeps the revision of its last change.
 * Serial writes are no bottleneck: layouts are changed by hand, and a transaction takes milliseconds.
 */
export const createPlaces: Migration = {
  name: '20261123T0900_create_places',
  async up(knex) {
    // A2 before A10, as people count. Deterministic, so that two names are equal only when their bytes are.
    await knex.raw(`CREATE COLLATION catalog.people (provider = icu, locale = 'und-u-kn-true')`);
    await knex.raw(`
      CREATE TABLE catalog.revision (
        one boolean CONSTRAINT revision_pkey PRIMARY KEY DEFAULT true CONSTRAINT revision_one CHECK (one),
        value bigint NOT NULL
      ) WITH (fillfactor = 10)`);
    await knex.raw('INSERT INTO catalog.revision (value) VALUES (0)');
    await knex.raw(`
      CREATE TABLE catalog.countries (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT countries_pkey PRIMARY KEY,
        name text COLLATE catalog.people NOT NULL CONSTRAINT countries_name_unique UNIQUE,
        country_code text NOT NULL CONSTRAINT countries_code_shape CHECK (country_code ~ '^[A-Z]{2}$'),
        lat double precision NOT NULL CONSTRAINT countries_lat_range CHECK (lat BETWEEN -90 AND 90),
        lng double precision NOT NULL CONSTRAINT countries_lng_range CHECK (lng BETWEEN -180 AND 180),
        version bigint NOT NULL DEFAULT 1,
        revision bigint NOT NULL
      )`);
    await knex.raw(`
      CREATE TABLE catalog.locations (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT locations_pkey PRIMARY KEY,
        country_id bigint NOT NULL CONSTRAINT locations_country_fk REFERENCES catalog.countries ON DELETE RESTRICT,
        name text COLLATE catalog.people NOT NULL,
        lat double precision NOT NULL CONSTRAINT locations_lat_range CHECK (lat BETWEEN -90 AND 90),
        lng double precision NOT NULL CONSTRAINT locations_lng_range CHECK (lng BETWEEN -180 AND 180),
        timezone text NOT NULL,
        version bigint NOT NULL DEFAULT 1,
        revision bigint NOT NULL,
        CONSTRAINT locations_name_unique UNIQUE (country_id, name)
      )`);
    await knex.raw(`
      CREATE TABLE catalog.floors (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT floors_pkey PRIMARY KEY,
        location_id bigint NOT NULL CONSTRAINT floors_location_fk REFERENCES catalog.locations ON DELETE CASCADE,
        name text COLLATE catalog.people NOT NULL,
        level integer NOT NULL CONSTRAINT floors_level_range CHECK (level BETWEEN -200 AND 200),
        version bigint NOT NULL DEFAULT 1,
        revision bigint NOT NULL,
        CONSTRAINT floors_name_unique UNIQUE (location_id, name),
        CONSTRAINT floors_with_location UNIQUE (id, location_id)
      )`);
    await knex.raw('CREATE INDEX floors_in_order ON catalog.floors (location_id, level, id)');
  },
};
