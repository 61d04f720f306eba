import type { Knex } from 'knex';
import { AUDIT_TABLE } from './audit-log.js';

/** What a service only reads: the record of what was done to its schema, and the trail, to which it also adds. */
const READ_ONLY = ['migrations', 'migrations_lock', AUDIT_TABLE] as const;

const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);

/** Whether a service's role is another one than the owner of its schema. */
export const hasOwnRole = (urls: { readonly service: string; readonly owner: string }): boolean =>
  roleOf(urls.service) !== roleOf(urls.owner);

/**
 * Lets a service's role do its work and no more: all rows, but no table, and of the audit trail only reading and adding. Whoever
 * takes a service over can then write false lines, which the trail shows; not change or remove a true one, nor switch off what
 * forbids it. Runs after every migration, since each may bring tables.
 */
export const grantToService = async (trx: Knex, schema: string, serviceUrl: string): Promise<void> => {
  const role = roleOf(serviceUrl);
  await trx.raw('grant usage on schema ?? to ??', [schema, role]);
  await trx.raw('grant select, insert, update, delete on all tables in schema ?? to ??', [schema, role]);
  await trx.raw('grant usage, select on all sequences in schema ?? to ??', [schema, role]);
  for (const table of READ_ONLY) {
    const found = await trx
      .first<{ table_name: string } | undefined>('table_name')
      .from('information_schema.tables')
      .where({ table_schema: schema, table_name: table });
    if (found === undefined) continue;
    await trx.raw('revoke all on ??.?? from ??', [schema, table, role]);
    await trx.raw('grant select on ??.?? to ??', [schema, table, role]);
    if (table === AUDIT_TABLE) await trx.raw('grant insert on ??.?? to ??', [schema, table, role]);
  }
};
