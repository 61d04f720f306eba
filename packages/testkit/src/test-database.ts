import { createHash, randomBytes } from 'node:crypto';
import { createDatabase, type Database, type Migration } from '@flexspace/database';
import pg from 'pg';
import { testServers } from './test-servers.js';

export interface TestDatabase extends Database {
  readonly url: string;
  /** Closes the pool and drops the database. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  readonly schema: string;
  readonly migrations: readonly Migration[];
  readonly poolMax?: number;
}

const POOL_MAX = 10;

const urlOf = (name: string): string => {
  const url = new URL(testServers().postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
};

const asAdmin = async <Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: testServers().postgresUrl, application_name: 'testkit' });
  // A server that goes away meanwhile fails the query too; the event alone would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** A migrated database to copy from: made once per set of migrations, whichever process needs it first. */
const ensureTemplate = ({ schema, migrations }: TestDatabaseOptions): Promise<string> =>
  asAdmin(async (client) => {
    const sources = migrations.map((migration) => `${migration.name}\n${migration.up.toString()}`);
    const hash = createHash('sha256').update(sources.join('\n')).digest('hex').slice(0, 12);
    const name = `fs_template_${schema.replaceAll('-', '_')}_${hash}`;
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      // Renamed when it is complete, so that a process that died on the way leaves nothing that looks finished.
      const draft = `${name}_draft`;
      await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${draft}`);
      const database = createDatabase({
        url: urlOf(draft),
        schema,
        migrations,
        poolMax: 2,
        applicationName: 'testkit',
      });
      try {
        await database.migrate();
      } finally {
        await database.close();
      }
      await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
    }
    return name;
  });

/** A database of its own for a test file, with the migrations applied. */
export const createTestDatabase = async (options: TestDatabaseOptions): Promise<TestDatabase> => {
  const template = await ensureTemplate(options);
  const name = `fs_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = urlOf(name);
  const database = createDatabase({
    url,
    schema: options.schema,
    migrations: options.migrations,
    poolMax: options.poolMax ?? POOL_MAX,
    applicationName: 'test',
  });
  return {
    ...database,
    url,
    async close() {
      await database.close();
      await asAdmin((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
};
