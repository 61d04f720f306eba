import { userId, type Instant } from '@flexspace/kernel';
import type { Knex } from 'knex';
import { AUDIT_GENESIS, auditHash, type AuditRow } from './audit-log.js';
import { sqlInstant } from './type-parsers.js';

export interface AuditFilter {
  readonly locationId?: number;
  readonly actorId?: string;
  readonly action?: string;
  readonly objectType?: string;
  readonly objectId?: string;
  readonly from?: Instant;
  /** Exclusive. */
  readonly until?: Instant;
  /** Only rows older than this one. */
  readonly beforeId?: number;
}

interface StoredRow {
  readonly id: number;
  readonly at: Instant;
  readonly actor_id: string | null;
  readonly actor_username: string;
  readonly actor_full_name: string;
  readonly action: string;
  readonly object_type: string;
  readonly object_id: string;
  readonly location_id: number;
  readonly before: string;
  readonly after: string;
  readonly request_id: string;
  readonly client_id: string;
  readonly client_address: string;
  readonly previous_hash: string;
  readonly hash: string;
}

// As text: parsing would lose the exact bytes that were hashed.
const COLUMNS = `id, at, actor_id, actor_username, actor_full_name, action, object_type, object_id, location_id,
  before::text as before, after::text as after, request_id, client_id, client_address, previous_hash, hash`;
const VERIFY_PAGE = 1_000;

/** Rows that match, the youngest first. */
export const listAudit = async (
  knex: Knex,
  schema: string,
  { filter, limit }: { readonly filter: AuditFilter; readonly limit: number },
): Promise<readonly AuditRow[]> => {
  const query = knex
    .withSchema(schema)
    .select<StoredRow[]>(knex.raw(COLUMNS))
    .from('audit_log')
    .orderBy('id', 'desc')
    .limit(limit);
  if (filter.locationId !== undefined) query.where('location_id', filter.locationId);
  if (filter.actorId !== undefined) query.where('actor_id', filter.actorId);
  if (filter.action !== undefined) query.where('action', filter.action);
  if (filter.objectType !== undefined) query.where('object_type', filter.objectType);
  if (filter.objectId !== undefined) query.where('object_id', filter.objectId);
  if (filter.from !== undefined) query.where('at', '>=', sqlInstant(filter.from));
  if (filter.until !== undefined) query.where('at', '<', sqlInstant(filter.until));
  if (filter.beforeId !== undefined) query.where('id', '<', filter.beforeId);
  return (await query).map(toAuditRow);
};

export interface AuditVerdict {
  readonly rows: number;
  /** The hash of the last row: kept elsewhere, it later shows whether something was cut off the end. */
  readonly head: string;
  /** The first row that does not follow from the one before; undefined when the chain is whole. */
  readonly brokenAt: number | undefined;
  /** Heads of earlier days that are in the chain no more. */
  readonly lost: readonly string[];
}

/** Walks the whole chain, a page at a time, and looks for the heads that were kept of it. */
export const verifyAudit = async (
  knex: Knex,
  schema: string,
  keptHeads: readonly string[] = [],
): Promise<AuditVerdict> => {
  const lost = new Set(keptHeads);
  let previous = AUDIT_GENESIS;
  let rows = 0;
  for (;;) {
    const page = await knex
      .withSchema(schema)
      .select<StoredRow[]>(knex.raw(COLUMNS))
      .from('audit_log')
      .where('id', '>', rows)
      .orderBy('id')
      .limit(VERIFY_PAGE);
    for (const stored of page) {
      const row = toAuditRow(stored);
      const follows = row.id === rows + 1 && stored.previous_hash === previous && auditHash(previous, row) === row.hash;
      if (!follows) return { rows, head: previous, brokenAt: row.id, lost: [...lost] };
      previous = row.hash;
      lost.delete(row.hash);
      rows += 1;
    }
    if (page.length < VERIFY_PAGE) return { rows, head: previous, brokenAt: undefined, lost: [...lost] };
  }
};

/** The length and the head of a trail that is what was written; throws where a row does not follow, or a kept head is gone. */
export const requireWholeAudit = async (
  knex: Knex,
  schema: string,
  keptHeads: readonly string[],
): Promise<Pick<AuditVerdict, 'rows' | 'head'>> => {
  const { rows, head, brokenAt, lost } = await verifyAudit(knex, schema, keptHeads);
  if (brokenAt !== undefined) throw new Error(`the audit chain is broken at row ${brokenAt}`);
  if (lost.length > 0) throw new Error(`the audit chain was cut: no row has the hash ${lost.join(', ')}`);
  return { rows, head };
};

const toAuditRow = (row: StoredRow): AuditRow => ({
  id: row.id,
  at: row.at,
  actor:
    row.actor_id === null
      ? null
      : { id: userId(row.actor_id), username: row.actor_username, fullName: row.actor_full_name },
  action: row.action,
  objectType: row.object_type,
  objectId: row.object_id,
  locationId: row.location_id,
  before: row.before,
  after: row.after,
  requestId: row.request_id,
  clientId: row.client_id,
  clientAddress: row.client_address,
  hash: row.hash,
});
