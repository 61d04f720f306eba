import { queryString, requestPage } from './client.js';
import { anything, instant, list, nullable, number, record, text, type Decoded } from './decode.js';
import { personShape } from './models.js';

const auditLineShape = record({
  service: text,
  id: number,
  at: instant,
  actor: nullable(personShape),
  action: text,
  object_type: text,
  object_id: text,
  location_id: nullable(number),
  before: anything,
  after: anything,
  request_id: text,
  client_address: nullable(text),
});
export type AuditLine = Decoded<typeof auditLineShape>;

export interface AuditFilter {
  readonly action: string | null;
  readonly location: number | null;
  readonly actor: string | null;
  readonly from: number | null;
  readonly until: number | null;
}

const pageSize = 50;
const moment = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const queryOf = (filter: AuditFilter): Record<string, string | number | null> => ({
  ...filter,
  from: moment(filter.from),
  until: moment(filter.until),
});

export const fetchAudit = (
  filter: AuditFilter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<{ rows: AuditLine[]; next: string | null }> =>
  requestPage('/admin/audit/', list(auditLineShape), {
    query: { ...queryOf(filter), limit: pageSize, cursor },
    signal,
  });

/** Where the browser gets all lines of a filter as a file. */
export function auditFile(filter: AuditFilter): string {
  return `/api/admin/audit/${queryString({ ...queryOf(filter), format: 'csv' })}`;
}
