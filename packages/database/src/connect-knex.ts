import createKnex, { type Knex } from 'knex';
import { translatingClient } from './knex-client.js';
import { connectionTypes } from './type-parsers.js';

export interface ConnectOptions {
  readonly url: string;
  readonly poolMax: number;
  readonly applicationName: string;
  /** 0 waits for ever. */
  readonly statementTimeoutMs: number;
  /** How long a statement waits for a lock; unset waits as long as the statement may run. */
  readonly lockTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 3_000;
const ACQUIRE_TIMEOUT_MS = 4_000;
const IDLE_IN_TRANSACTION_MS = 30_000;
/** The server cancels first; this is for a server that no longer answers at all. */
const CLIENT_GRACE_MS = 2_000;

/**
 * What a block costs out of order, as in memory and on flash. By default PostgreSQL reckons with a disk that has to seek, and would
 * rather read and sort the rest of a long list than follow its index for one page.
 */
const RANDOM_PAGE_COST = 1.1;

/** A pool with our parsers, bounds and errors. */
export const connectKnex = (options: ConnectOptions): Knex => {
  const session = ['-c timezone=UTC', `-c random_page_cost=${RANDOM_PAGE_COST}`];
  if (options.lockTimeoutMs !== undefined) session.push(`-c lock_timeout=${options.lockTimeoutMs}`);
  const connection: Knex.PgConnectionConfig & Record<string, unknown> = {
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    options: session.join(' '),
    types: connectionTypes,
  };
  if (options.statementTimeoutMs > 0) {
    connection.statement_timeout = options.statementTimeoutMs;
    connection.query_timeout = options.statementTimeoutMs + CLIENT_GRACE_MS;
  }
  return createKnex({
    client: translatingClient,
    connection,
    // Values of a statement never get into an error's text, and so never into a log.
    compileSqlOnError: false,
    acquireConnectionTimeout: ACQUIRE_TIMEOUT_MS,
    pool: { min: 0, max: options.poolMax },
    // Knex logs what it also throws; an error is logged once, by whoever handles it.
    log: { warn: () => undefined, error: () => undefined, debug: () => undefined, deprecate: () => undefined },
  });
};
