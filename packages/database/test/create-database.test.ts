import { DomainError, instant, instantFromMillis, parseInstant, Unavailable } from '@flexspace/kernel';
import { createTcpProxy, createTestDatabase, eventually, testServers, type TestDatabase } from '@flexspace/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createDatabase,
  intervalFromSqlRange,
  SchemaBehind,
  sqlInstant,
  violatedConstraint,
  type Migration,
} from '../src/index.js';

const schema = 'things';
const migrations: Migration[] = [
  {
    name: '20261123T0900_create_thing',
    up: async (knex) => {
      await knex.raw(`CREATE TABLE things.thing (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT thing_pkey PRIMARY KEY,
        name text CONSTRAINT thing_name_unique UNIQUE,
        at timestamptz, on_day date, amount bigint NOT NULL DEFAULT 0)`);
    },
  },
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schema, migrations });
});
afterAll(() => database.close());

describe('values', () => {
  it.each([
    '2026-11-22T23:59:59.999999Z',
    '1999-12-31T23:59:59.000001Z',
    '1970-01-01T00:00:00Z',
    '2026-03-29T01:30:00.123Z',
  ])('keeps the microseconds of %s', async (text) => {
    const at = parseInstant(text)!;
    const [row] = await database
      .knex('things.thing')
      .insert({ at: sqlInstant(at) })
      .returning('at');
    expect(row.at).toBe(at);
    const same = await database.knex('things.thing').where('at', sqlInstant(at)).first();
    expect(same.at).toBe(at);
  });

  it('reads an instant from before 1970 that only arithmetic makes', async () => {
    const at = instant(-1);
    const { rows } = await database.knex.raw('select ?::timestamptz as at', [sqlInstant(at)]);
    expect(rows[0].at).toBe(at);
  });

  it('reads a half-open range as an interval', async () => {
    const start = instantFromMillis(1_795_000_000_000);
    const end = instant(start + 1);
    const { rows } = await database.knex.raw<{ rows: { during: string }[] }>('select tstzrange(?, ?) as during', [
      sqlInstant(start),
      sqlInstant(end),
    ]);
    expect(intervalFromSqlRange(rows[0]!.during)).toEqual({ start, end });
  });

  it('reads int8 as a number, and refuses one that a number cannot hold', async () => {
    const { rows } = await database.knex.raw('select 9007199254740991::int8 as largest');
    expect(rows[0].largest).toBe(9_007_199_254_740_991);
    await expect(database.knex.raw('select 9007199254740992::int8 as larger')).rejects.toThrow(RangeError);
  });

  it('keeps a calendar day a calendar day', async () => {
    const { rows } = await database.knex.raw("select date '2026-03-29' as day, array[null, 7]::int8[] as list");
    expect(rows[0]).toEqual({ day: '2026-03-29', list: [null, 7] });
  });
});

describe('transactions', () => {
  it('takes everything back when the work throws', async () => {
    const failed = database.transaction(async (trx) => {
      await trx('things.thing').insert({ name: 'rolled back' });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await database.knex('things.thing').where({ name: 'rolled back' })).toEqual([]);
  });

  it('runs both sides of a deadlock to their end', async () => {
    const [a, b] = await database
      .knex<{ id: number; name: string }>('things.thing')
      .insert([{ name: 'left' }, { name: 'right' }])
      .returning('id');
    let runs = 0;
    const add = (first: number, second: number): Promise<void> =>
      database.transaction(async (trx) => {
        runs += 1;
        await trx('things.thing').where({ id: first }).increment('amount');
        await both.arrive();
        await trx('things.thing').where({ id: second }).increment('amount');
      });
    const both = barrier(2);
    await Promise.all([add(a!.id, b!.id), add(b!.id, a!.id)]);
    expect(runs).toBeGreaterThan(2);
    const amounts = await database.knex('things.thing').whereIn('id', [a!.id, b!.id]).pluck('amount');
    expect(amounts).toEqual([2, 2]);
  });

  it('gives up as UNAVAILABLE what never stops colliding', async () => {
    let runs = 0;
    const stubborn = database.transaction(async (trx) => {
      runs += 1;
      await trx.raw("DO $$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = '40001'; END $$");
    });
    await expect(stubborn).rejects.toBeInstanceOf(Unavailable);
    expect(runs).toBe(4);
  });
});

describe('errors', () => {
  it('names the constraint that refused', async () => {
    await database.knex('things.thing').insert({ name: 'one' });
    const error: unknown = await database
      .knex('things.thing')
      .insert({ name: 'one' })
      .catch((caught: unknown) => caught);
    expect(violatedConstraint(error)).toEqual({ code: '23505', constraint: 'thing_name_unique' });
  });

  it('keeps values out of the message of a failed statement', async () => {
    await database.knex('things.thing').insert({ name: 'a secret' });
    await expect(database.knex('things.thing').insert({ name: 'a secret' })).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('a secret') }),
    );
  });

  it('turns a cancelled statement into TIMEOUT', async () => {
    const slow = createDatabase({
      url: database.ownerUrl,
      schema,
      migrations,
      poolMax: 1,
      applicationName: 'slow',
      statementTimeoutMs: 50,
    });
    try {
      await expect(slow.knex.raw('select pg_sleep(5)')).rejects.toMatchObject({ reason: 'TIMEOUT' });
      await slow.ping();
    } finally {
      await slow.close();
    }
  });

  it('says UNAVAILABLE while the server is gone, keeps quiet about idle losses, and works again when it is back', async () => {
    const proxy = await createTcpProxy(database.ownerUrl);
    const url = new URL(database.ownerUrl);
    url.port = String(proxy.port);
    const remote = createDatabase({ url: url.href, schema, migrations, poolMax: 4, applicationName: 'remote' });
    try {
      await Promise.all([remote.ping(), remote.ping(), remote.ping()]);
      proxy.cut();
      await expect(remote.ping()).rejects.toBeInstanceOf(Unavailable);
      await expect(remote.transaction((trx) => trx.raw('select 1'))).rejects.toBeInstanceOf(Unavailable);
      proxy.restore();
      await eventually(() => remote.ping());
    } finally {
      await remote.close();
      await proxy.close();
    }
  });

  it('loses one transaction, and no process, to a killed backend', async () => {
    const killed = database.transaction((trx) => trx.raw('select pg_terminate_backend(pg_backend_pid())'));
    await expect(killed).rejects.toBeInstanceOf(DomainError);
    await database.ping();
  });

  it('says UNAVAILABLE where nothing listens', async () => {
    const nowhere = createDatabase({
      url: 'postgres://x@127.0.0.1:1/x',
      schema,
      migrations,
      poolMax: 1,
      applicationName: 'x',
    });
    await expect(nowhere.ping()).rejects.toBeInstanceOf(Unavailable);
    await nowhere.close();
  });
});

describe('migrations', () => {
  const second: Migration = {
    name: '20261124T0900_add_colour',
    up: async (knex) => {
      await knex.raw('ALTER TABLE things.thing ADD COLUMN colour text');
    },
  };

  it('refuses a schema that is behind, and accepts one that is ahead', async () => {
    const fresh = await createTestDatabase({ schema, migrations });
    const settings = { url: fresh.ownerUrl, schema, poolMax: 2, applicationName: 'migrations' };
    const newer = createDatabase({ ...settings, migrations: [second, ...migrations] });
    try {
      await expect(newer.assertMigrated()).rejects.toThrow(SchemaBehind);
      await expect(newer.assertMigrated()).rejects.toMatchObject({ missing: ['20261124T0900_add_colour'] });
      await Promise.all([newer.migrate(), newer.migrate(), newer.migrate()]);
      await newer.assertMigrated();
      await fresh.assertMigrated();
      await fresh.migrate();
    } finally {
      await newer.close();
      await fresh.close();
    }
  });

  it('is not stopped by the lock row of a migration that was killed', async () => {
    const fresh = await createTestDatabase({ schema, migrations });
    const newer = createDatabase({
      url: fresh.ownerUrl,
      schema,
      poolMax: 2,
      applicationName: 'm',
      migrations: [...migrations, second],
    });
    try {
      await fresh.knex('things.migrations_lock').update({ is_locked: 1 });
      await newer.migrate();
      await newer.assertMigrated();
    } finally {
      await newer.close();
      await fresh.close();
    }
  });

  it('says that a database without the schema is behind', async () => {
    const empty = createDatabase({
      url: testServers().postgresUrl,
      schema: 'nobody_made_this',
      migrations,
      poolMax: 1,
      applicationName: 'x',
    });
    await expect(empty.assertMigrated()).rejects.toThrow(SchemaBehind);
    await empty.close();
  });
});

describe('listening', () => {
  it('hears a notification, and is called after a reconnect for what it may have missed', async () => {
    const proxy = await createTcpProxy(database.ownerUrl);
    const url = new URL(database.ownerUrl);
    url.port = String(proxy.port);
    const remote = createDatabase({ url: url.href, schema, migrations, poolMax: 1, applicationName: 'listener' });
    let calls = 0;
    let losses = 0;
    const listener = remote.listen('bell', {
      onNotification: () => (calls += 1),
      onLost: () => (losses += 1),
    });
    try {
      await eventually(() => listener.listening());
      expect(calls).toBe(1);
      await database.knex.raw("select pg_notify('bell', '')");
      await eventually(() => calls === 2);
      proxy.cut();
      await eventually(() => losses === 1 && !listener.listening());
      proxy.restore();
      await eventually(() => listener.listening());
      expect(calls).toBe(3);
    } finally {
      await listener.close();
      await remote.close();
      await proxy.close();
    }
  });
});

const barrier = (parties: number): { arrive(): Promise<void> } => {
  const open = Promise.withResolvers<undefined>();
  let arrived = 0;
  return {
    arrive: async () => {
      arrived += 1;
      if (arrived >= parties) open.resolve(undefined);
      await open.promise;
    },
  };
};
