// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- else programs that include only this file lack the types
/// <reference path="./knex-postgres.d.ts" />
import type { Knex } from 'knex';
import PostgresClient from 'knex/lib/dialects/postgres/index.js';
import { toDomainError } from './postgres-errors.js';

/**
 * Knex's PostgreSQL client, whose failures speak our language: every query of every builder and transaction passes these two
 * methods, so no caller has to know what a lost connection looks like. (Overriding `_query` instead would let knex put the SQL
 * text in front of the message that a caller sees.)
 */
export class TranslatingClient extends PostgresClient {
  override async query(connection: unknown, query: unknown): Promise<unknown> {
    try {
      return await super.query(connection, query);
    } catch (error) {
      throw toDomainError(error);
    }
  }

  override async acquireConnection(): Promise<unknown> {
    try {
      return await super.acquireConnection();
    } catch (error) {
      throw toDomainError(error);
    }
  }
}

/** What knex's configuration wants of a client class, which its types describe only from outside. */
export const translatingClient: typeof Knex.Client = TranslatingClient;
