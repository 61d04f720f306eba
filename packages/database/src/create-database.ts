import type { Knex } from 'knex';
import { createChannelListener, type ChannelListener } from './channel-listener.js';
import { connectKnex } from './connect-knex.js';
import type { Migration } from './migration.js';
import { createMigrator } from './migrator.js';
import { exhausted, isRetryable } from './postgres-errors.js';

export interface DatabaseOptions {
  readonly url: string;
  /** Migrations run as this role, which then owns the tables; unset, as the service's own. */
  readonly ownerUrl?: string | undefined;
  /** The service's own schema; its tables are named `schema.table` in queries. */
  readonly schema: string;
  readonly migrations: readonly Migration[];
  readonly poolMax: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** A statement that runs longer is cancelled and becomes TIMEOUT. */
  readonly statementTimeoutMs?: number;
}

export interface Database {
  readonly knex: Knex;
  readonly schema: string;
  /**
   * Runs the work in one transaction and commits. Serialization failures and deadlocks run it again, three times at most, so the
   * work must have no effect but through `trx`. READ COMMITTED.
   */
  transaction<Result>(work: (trx: Knex.Transaction) => Promise<Result>): Promise<Result>;
  /** Applies what is missing; several processes may do it at once. */
  migrate(): Promise<void>;
  /** Throws SchemaBehind when a migration that this build knows is missing. A newer schema is fine. */
  assertMigrated(): Promise<void>;
  /** Throws UNAVAILABLE unless the database answers. */
  ping(): Promise<void>;
  /** Hears NOTIFY on a connection of its own, and says so by one call after each reconnect. */
  listen(channel: string, handlers: { onNotification(): void; onLost(error: Error): void }): ChannelListener;
  close(): Promise<void>;
}

const STATEMENT_TIMEOUT_MS = 5_000;
const MAX_ATTEMPTS = 4;
const BACKOFF_MS = 10;

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Connects lazily: nothing is opened before the first query. */
export const createDatabase = (options: DatabaseOptions): Database => {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const knex = connectKnex({ ...options, statementTimeoutMs });
  const migrator = createMigrator(options);

  return {
    knex,
    schema: options.schema,
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await knex.transaction(work);
        } catch (error) {
          if (!isRetryable(error)) throw error;
          if (attempt === MAX_ATTEMPTS) throw exhausted(error);
          // Both sides of a deadlock waking up together would only meet again.
          await pause(Math.random() * BACKOFF_MS * 2 ** attempt);
        }
      }
    },
    migrate: () => migrator.migrate(),
    assertMigrated: () => migrator.assertMigrated(knex),
    async ping() {
      await knex.raw('select 1');
    },
    listen: (channel, handlers) =>
      createChannelListener({
        ...handlers,
        channel,
        url: options.url,
        applicationName: `${options.applicationName}:listen`,
      }),
    close: () => knex.destroy(),
  };
};
