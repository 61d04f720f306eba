import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import { accessMigrations } from '../../src/index.js';
import { queryRevision } from '../../src/storage/standing-query.js';
import { seedWorld } from './world-model.js';

describe('the revision of standings', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ schema: 'access', migrations: accessMigrations });
    await seedWorld(database, {
      people: { ann: {}, ben: {} },
      locations: {
        berlin: {
          groups: { team: ['ann'], lab: ['ben'] },
          gate: ['team'],
          managers: ['ann'],
          rooms: { quiet: { gate: ['lab'], managers: ['ben'] } },
        },
      },
    });
  });
  afterAll(() => database.close());

  /** By how much a statement moves it; the statement leaves no trace. */
  const moves = async (statement: string): Promise<number> => {
    const before = await queryRevision(database.knex);
    const trx = await database.knex.transaction();
    try {
      await trx.raw(statement);
      const { rows } = await trx.raw<{ rows: { value: number }[] }>('select value from access.standing_revision');
      return (rows[0]?.value ?? 0) - before;
    } finally {
      await trx.rollback();
    }
  };

  it.each([
    'delete from access.group_members',
    'delete from access.groups',
    'update access.group_members set group_id = group_id',
    'delete from access.location_gates',
    'delete from access.room_gates',
    'delete from access.location_managers',
    'delete from access.room_managers',
    'truncate access.room_managers',
    `insert into access.location_gates (location_id, group_id)
       select location_id, id from access.groups where name = 'lab'`,
    'update access.people set enabled = false where id = (select min(id::text)::uuid from access.people)',
    `update access.people set realm_roles = '{staff}' where id = (select min(id::text)::uuid from access.people)`,
  ])('grows with “%s”', async (statement) => {
    expect(await moves(statement)).toBeGreaterThan(0);
  });

  it('stays when people are written as they were', async () => {
    expect(await moves('update access.people set observed_at = now(), seen_at = now()')).toBe(0);
    expect(
      await moves(
        "update access.people set first_name = 'Anna', enabled = true where id = (select min(id::text)::uuid from access.people)",
      ),
    ).toBe(0);
  });

  it('counts in every table that a standing is read from', async () => {
    const { rows } = await database.knex.raw<{ rows: { table: string }[] }>(
      `select distinct event_object_table as table from information_schema.triggers
        where trigger_schema = 'access' and action_statement like '%count_%' order by 1`,
    );
    expect(rows.map((row) => row.table)).toEqual([
      'group_members',
      'location_gates',
      'location_managers',
      'people',
      'room_gates',
      'room_managers',
    ]);
  });
});
