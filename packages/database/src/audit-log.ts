import { createHash } from 'node:crypto';
import { formatInstant, type Instant, type Person } from '@flexspace/kernel';
import type { Knex } from 'knex';
import type { Migration } from './migration.js';
import { sqlInstant } from './type-parsers.js';

/** Who did what to which object, how it looked before and after, when, and through which call. */
export interface AuditEntry {
  readonly at: Instant;
  /** Null when the system did it, e.g. because a place was removed. */
  readonly actor: Person | null;
  /** Machine-readable, e.g. `room_gate.set`. */
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  /** 0 for what belongs to no location. */
  readonly locationId: number;
  /** JSON values; null where there was or is nothing. */
  readonly before: unknown;
  readonly after: unknown;
  /** From where: the request, the client that its token was made for, and the network address it came from; '' where unknown. */
  readonly requestId: string;
  readonly clientId: string;
  readonly clientAddress: string;
}

/** One row as it was written, with its place in the chain. */
export interface AuditRow extends Omit<AuditEntry, 'before' | 'after'> {
  readonly id: number;
  /** JSON text, exactly as it was hashed. */
  readonly before: string;
  readonly after: string;
  readonly hash: string;
}

const ROWS_PER_INSERT = 1_000;

export const AUDIT_TABLE = 'audit_log';

/** What the first row is chained to. */
export const AUDIT_GENESIS = '0'.repeat(64);

/** The audit trail's table, step by step. */
export const auditMigrations = (schema: string): readonly Migration[] => [
  createAuditLog(schema),
  addClientAddress(schema),
];

/** Rows from before it have none, and keep their hashes: it counts only where it is there. */
const addClientAddress = (schema: string): Migration => ({
  name: '20261125T0001_audit_client_address',
  async up(knex) {
    await knex.raw(`alter table ??.audit_log add column client_address text not null default ''`, [schema]);
  },
});

/**
 * A table that only grows. The trigger refuses every role, also whoever owns the table; but an owner may drop a trigger, so a
 * service's own role should be another one, and gets no right to change rows (see service-role.ts).
 */
const createAuditLog = (schema: string): Migration => ({
  name: '20261123T0001_audit_log',
  async up(knex) {
    await knex.raw(
      `create table ??.audit_log (
        id bigint not null,
        at timestamptz not null,
        actor_id uuid,
        actor_username text not null,
        actor_full_name text not null,
        action text not null,
        object_type text not null,
        object_id text not null,
        location_id bigint not null,
        before json not null,
        after json not null,
        request_id text not null,
        client_id text not null,
        previous_hash text not null,
        hash text not null,
        constraint audit_log_pkey primary key (id),
        constraint audit_log_hash_unique unique (hash)
      )`,
      [schema],
    );
    await knex.raw('create index audit_log_by_location on ??.audit_log (location_id, id)', [schema]);
    await knex.raw('create index audit_log_by_actor on ??.audit_log (actor_id, id)', [schema]);
    await knex.raw(
      `create function ??.refuse_audit_change() returns trigger language plpgsql as
       $body$ begin raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege'; end $body$`,
      [schema],
    );
    await knex.raw(
      `create trigger audit_log_append_only before update or delete or truncate on ??.audit_log
       for each statement execute function ??.refuse_audit_change()`,
      [schema, schema],
    );
    await knex.raw('revoke update, delete, truncate on ??.audit_log from current_user, public', [schema]);
  },
});

/** The hash that chains a row to the one before: over every value that is stored, in one unambiguous text. */
export const auditHash = (previous: string, row: Omit<AuditRow, 'hash'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        previous,
        row.id,
        formatInstant(row.at),
        row.actor?.id ?? null,
        row.actor?.username ?? '',
        row.actor?.fullName ?? '',
        row.action,
        row.objectType,
        row.objectId,
        row.locationId,
        row.before,
        row.after,
        row.requestId,
        row.clientId,
        ...(row.clientAddress === '' ? [] : [row.clientAddress]),
      ]),
    )
    .digest('hex');

/**
 * Appends rows in the caller's transaction: they are there if, and only if, the change is. Writers queue up from here to their
 * commit, because a chain has one end; so append last.
 */
export const appendAudit = async (
  trx: Knex.Transaction,
  schema: string,
  entries: readonly AuditEntry[],
): Promise<void> => {
  if (entries.length === 0) return;
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`flexspace:audit:${schema}`]);
  const last = await trx
    .withSchema(schema)
    .first<{ id: number; at: Instant; hash: string } | undefined>('id', 'at', 'hash')
    .from('audit_log')
    .orderBy('id', 'desc');
  let previous = last?.hash ?? AUDIT_GENESIS;
  let id = last?.id ?? 0;
  // The clock was read before the queue, and by the clock of one replica: the chain says what came first, and its times follow it.
  let at = last?.at;
  const rows = entries.map((entry) => {
    id += 1;
    at = at === undefined || entry.at > at ? entry.at : at;
    const row = { ...entry, id, at, before: JSON.stringify(entry.before), after: JSON.stringify(entry.after) };
    const chained = { ...toColumns(row), previous_hash: previous, hash: auditHash(previous, row) };
    previous = chained.hash;
    return chained;
  });
  // PostgreSQL takes 65,535 values in one statement; the removal of a location with all its desks has more.
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await trx
      .withSchema(schema)
      .insert(rows.slice(from, from + ROWS_PER_INSERT))
      .into('audit_log');
  }
};

const toColumns = (row: Omit<AuditRow, 'hash'>) => ({
  id: row.id,
  at: sqlInstant(row.at),
  actor_id: row.actor?.id ?? null,
  actor_username: row.actor?.username ?? '',
  actor_full_name: row.actor?.fullName ?? '',
  action: row.action,
  object_type: row.objectType,
  object_id: row.objectId,
  location_id: row.locationId,
  before: row.before,
  after: row.after,
  request_id: row.requestId,
  client_id: row.clientId,
  client_address: row.clientAddress,
});
