import { createHash, randomBytes } from 'node:crypto';
import { createDatabase, type Database, type Migration } from '@flexspace/database';
import pg from 'pg';
import { testServers } from './test-servers.js';

export interface TestDatabase extends Database {
  /** As a service sees it: its role works with all rows but owns nothing, as in production. */
  readonly url: string;
  /** As the role that owns the schema, like the queries of this object itself. */
  readonly ownerUrl: string;
  /** Closes the pool and drops the database. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  readonly schema: string;
  readonly migrations: readonly Migration[];
  readonly poolMax?: number;
}

const POOL_MAX = 10;

const SERVICE_ROLE = 'fs_service';

const urlOf = (name: string): string => {
  const url = new URL(testServers().postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
};

const serviceUrlOf = (name: string): string => {
  const url = new URL(urlOf(name));
  url.username = SERVICE_ROLE;
  url.password = SERVICE_ROLE;
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

/** Roles are the whole server's, and several processes may be the first to need this one. */
const MAKE_SERVICE_ROLE = `
  DO $$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('${SERVICE_ROLE}', 0));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${SERVICE_ROLE}') THEN
      CREATE ROLE ${SERVICE_ROLE} LOGIN PASSWORD '${SERVICE_ROLE}';
    END IF;
  END $$`;

/** A migrated database to copy from: made once per set of migrations, whichever process needs it first. */
const ensureTemplate = ({ schema, migrations }: TestDatabaseOptions): Promise<string> =>
  asAdmin(async (client) => {
    const sources = migrations.map((migration) => `${migration.name}\n${migration.up.toString()}`);
    const hash = createHash('sha256')
      .update([SERVICE_ROLE, ...sources].join('\n'))
      .digest('hex')
      .slice(0, 12);
    const name = `fs_template_${schema.replaceAll('-', '_')}_${hash}`;
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      // Renamed when it is complete, so that a process that died on the way leaves nothing that looks finished.
      const draft = `${name}_draft`;
      await client.query(MAKE_SERVICE_ROLE);
      await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${draft}`);
      const database = createDatabase({
        url: serviceUrlOf(draft),
        ownerUrl: urlOf(draft),
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
  const ownerUrl = urlOf(name);
  const database = createDatabase({
    url: ownerUrl,
    schema: options.schema,
    migrations: options.migrations,
    poolMax: options.poolMax ?? POOL_MAX,
    applicationName: 'test',
  });
  return {
    ...database,
    url: serviceUrlOf(name),
    ownerUrl,
    async close() {
      await database.close();
      await asAdmin((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
};
