import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  appendAudit,
  auditMigrations,
  listAudit,
  verifyAudit,
  type AuditEntry,
  type AuditFilter,
} from '../src/index.js';
import { instant, userId } from '@flexspace/kernel';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';

const schema = 'trail';
const ADA = userId('00000000-0000-4000-8000-000000000001');
const BOB = userId('00000000-0000-4000-8000-000000000002');

const entry = (action: string, at: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  at: instant(at),
  actor: { id: ADA, username: 'ada', fullName: 'Ada Lovelace' },
  action,
  objectType: 'room',
  objectId: '7',
  locationId: 1,
  before: null,
  after: { name: action },
  requestId: 'r',
  clientId: 'c',
  clientAddress: '',
  ...more,
});

describe('the audit trail', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ schema, migrations: auditMigrations(schema) });
    const entries = [
      entry('room.created', 1_000_000),
      entry('room.changed', 3_000_000, { actor: { id: BOB, username: 'bob', fullName: 'Bob' } }),
      // By the clock of another replica, or read before it had to wait.
      entry('room.changed', 2_000_000, { objectId: '8' }),
      entry('group.deleted', 5_000_000, { objectType: 'group', locationId: 2, actor: null }),
    ];
    for (const one of entries) await database.transaction((trx) => appendAudit(trx, schema, [one]));
  });
  afterAll(() => database.close());

  const found = async (filter: AuditFilter): Promise<number[]> =>
    (await listAudit(database.knex, schema, { filter, limit: 10 })).map(({ id }) => id);

  it('has times that follow its order', async () => {
    const rows = await listAudit(database.knex, schema, { filter: {}, limit: 10 });
    expect(rows.map(({ id, at }) => [id, Number(at)])).toEqual([
      [4, 5_000_000],
      [3, 3_000_000],
      [2, 3_000_000],
      [1, 1_000_000],
    ]);
    expect(await verifyAudit(database.knex, schema)).toMatchObject({ rows: 4, brokenAt: undefined });
  });

  it.each<[string, AuditFilter, readonly number[]]>([
    ['whoever did it', { actorId: BOB }, [2]],
    ['what was done', { action: 'room.changed' }, [3, 2]],
    ['the kind of thing', { objectType: 'group' }, [4]],
    ['the thing', { objectType: 'room', objectId: '8' }, [3]],
    ['the location', { locationId: 2 }, [4]],
    ['a time, its start included', { from: instant(3_000_000) }, [4, 3, 2]],
    ['a time, its end excluded', { until: instant(3_000_000) }, [1]],
    ['where a page ended', { beforeId: 3 }, [2, 1]],
    ['all of it together', { actorId: ADA, action: 'room.changed', from: instant(1_500_000), locationId: 1 }, [3]],
  ])('is filtered by %s', async (_what, filter, ids) => {
    expect(await found(filter)).toEqual(ids);
  });
});
