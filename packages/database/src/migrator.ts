import type { Knex } from 'knex';
import { connectKnex } from './connect-knex.js';
import type { Migration } from './migration.js';
import { codeOf } from './postgres-errors.js';
import { grantToService, hasOwnRole } from './service-role.js';

/** The schema lacks migrations that this build relies on; starting would only fail later and worse. */
export class SchemaBehind extends Error {
  readonly missing: readonly string[];

  constructor(schema: string, missing: readonly string[]) {
    super(
      `The schema "${schema}" is behind. Run the service's \`migrate\` command first. Missing: ${missing.join(', ')}`,
    );
    this.name = 'SchemaBehind';
    this.missing = missing;
  }
}

interface MigratorOptions {
  readonly url: string;
  readonly ownerUrl?: string | undefined;
  readonly schema: string;
  readonly migrations: readonly Migration[];
  readonly applicationName: string;
}

interface Migrator {
  migrate(): Promise<void>;
  assertMigrated(knex: Knex): Promise<void>;
}

const TABLE = 'migrations';
/** Long enough for a busy table, short enough that the queue behind an ALTER does not become an outage. */
const LOCK_TIMEOUT_MS = 5_000;
const WAIT_FOR_OTHERS_MS = 120_000;
const UNDEFINED_TABLE = '42P01';

export const createMigrator = (options: MigratorOptions): Migrator => {
  const { schema, ownerUrl = options.url } = options;
  const migrations = options.migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const names = migrations.map((migration) => migration.name);
  if (new Set(names).size !== names.length) throw new Error(`two migrations of "${schema}" have one name`);

  const migrationSource: Knex.MigrationSource<Migration> = {
    getMigrations: () => Promise.resolve([...migrations]),
    getMigrationName: (migration) => migration.name,
    getMigration: (migration) =>
      Promise.resolve({
        up: (knex) => migration.up(knex),
        down: () => Promise.reject(new Error('migrations only go forward')),
        ...(migration.config !== undefined && { config: migration.config }),
      }),
  };
  const knexConfig: Knex.MigratorConfig = {
    migrationSource,
    tableName: TABLE,
    schemaName: schema,
    // A build that is one release older than the schema still has to be able to say "nothing to do".
    disableMigrationsListValidation: true,
  };

  return {
    async migrate() {
      const knex = connectKnex({
        url: ownerUrl,
        applicationName: `${options.applicationName}:migrate`,
        poolMax: 3,
        statementTimeoutMs: 0,
        lockTimeoutMs: LOCK_TIMEOUT_MS,
      });
      try {
        await knex.transaction(async (trx) => {
          await trx.raw(`SET LOCAL lock_timeout = ${WAIT_FOR_OTHERS_MS}`);
          await trx.raw('SET LOCAL idle_in_transaction_session_timeout = 0');
          await trx.raw('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [`flexspace:migrate:${schema}`]);
          await knex.raw('CREATE SCHEMA IF NOT EXISTS ??', [schema]);
          // Knex's own lock is a row that a killed process leaves set for ever. Whoever holds the advisory lock is alone, so what
          // is left there is a leftover.
          await knex.migrate.forceFreeMigrationsLock(knexConfig);
          await knex.migrate.latest(knexConfig);
          if (hasOwnRole({ service: options.url, owner: ownerUrl })) {
            await knex.transaction((grants) => grantToService(grants, schema, options.url));
          }
        });
      } finally {
        await knex.destroy();
      }
    },
    async assertMigrated(knex) {
      const applied = await appliedNames(knex, schema);
      const missing = names.filter((name) => !applied.has(name));
      if (missing.length > 0) throw new SchemaBehind(schema, missing);
    },
  };
};

const appliedNames = async (knex: Knex, schema: string): Promise<ReadonlySet<string>> => {
  try {
    const rows = await knex.withSchema(schema).select<{ name: string }[]>('name').from(TABLE);
    return new Set(rows.map((row) => row.name));
  } catch (error) {
    if (codeOf(error) === UNDEFINED_TABLE) return new Set();
    throw error;
  }
};
