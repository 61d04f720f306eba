declare module 'knex/lib/dialects/postgres/index.js' {
  import { Knex } from 'knex';

  /** Knex publishes no types for its dialects; this is the part that we override. */
  class PostgresClient extends Knex.Client {
    override query(connection: unknown, query: unknown): Promise<unknown>;
    override acquireConnection(): Promise<unknown>;
  }

  export = PostgresClient;
}
