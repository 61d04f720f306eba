import type { Knex } from '@flexspace/database';

/** The schema of everything this service owns. */
export const SCHEMA = 'booking';

export type Executor = Knex | Knex.Transaction;
export type Bindings = Readonly<Record<string, unknown>>;

interface Compiled {
  readonly sql: string;
  readonly names: readonly string[];
}

const compiled = new Map<string, Compiled>();

/** `:name` becomes a placeholder. Knex's own named bindings take `:name::type` for an identifier. */
const compile = (sql: string): Compiled => {
  const before = compiled.get(sql);
  if (before !== undefined) return before;
  const names: string[] = [];
  const positional = sql.replace(/(?<!:):([a-zA-Z]\w*)/g, (_, name: string) => {
    names.push(name);
    return '?';
  });
  const result = { sql: positional, names };
  // Statements are constants of this program, so the map is as small as the program.
  compiled.set(sql, result);
  return result;
};

export interface QueryOptions {
  /** Keeps the statement parsed and planned on each connection under this name: for what runs all the time. */
  readonly preparedAs?: string;
}

/** Runs one statement. The row type is the caller's promise: it names the columns of the statement beside it. */
export const query = async <Row>(
  executor: Executor,
  sql: string,
  bindings: Bindings = {},
  options: QueryOptions = {},
): Promise<readonly Row[]> => {
  const statement = compile(sql);
  const values = statement.names.map((name) => {
    const value = bindings[name];
    if (value === undefined) throw new Error(`no value for :${name}`);
    return value as Knex.Value;
  });
  const raw = executor.raw<{ readonly rows: readonly Row[] }>(statement.sql, values);
  const result = await (options.preparedAs === undefined ? raw : raw.options({ name: options.preparedAs }));
  return result.rows;
};

/** Takes turns on desks: everything that has no ON CONFLICT (moving, editing, removing) goes one after the other per desk. */
export const lockDesks = async (trx: Knex.Transaction, deskIds: readonly number[]): Promise<void> => {
  const sorted = [...new Set(deskIds)].toSorted((a, b) => a - b);
  await query(
    trx,
    `SELECT pg_advisory_xact_lock(${DESK_LOCK_SPACE}, (desk_id % 2147483647)::integer)
     FROM unnest(:ids::bigint[]) WITH ORDINALITY AS wanted (desk_id, position) ORDER BY position`,
    { ids: sorted },
  );
};

/** Advisory locks of this database: one number space for desks. */
export const DESK_LOCK_SPACE = 7_301;
