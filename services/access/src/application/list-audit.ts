import { Forbidden, InvalidRequest } from '@flexspace/kernel';
import type { AccessPorts } from './ports/access-ports.js';
import type { Request } from './ports/request.js';
import type { AuditFilter, AuditRecord } from './ports/views.js';

const PAGE = 100;
const PAGE_MAX = 500;

export interface AuditQuestion {
  readonly filter: AuditFilter;
  /** 0 = as many as usual. */
  readonly pageSize: number;
  readonly pageToken: string;
}

/** The trail, the youngest line first; superusers only. */
export const listAudit = async (
  ports: Pick<AccessPorts, 'trail'>,
  { caller }: Request,
  { filter, pageSize, pageToken }: AuditQuestion,
): Promise<{ readonly records: readonly AuditRecord[]; readonly nextPageToken: string }> => {
  if (!caller.isSuperuser) throw new Forbidden('FORBIDDEN', 'Only superusers may read the audit trail.');
  const limit = pageSize <= 0 ? PAGE : Math.min(pageSize, PAGE_MAX);
  const records = await ports.trail.list(filter, { beforeId: readToken(pageToken), limit });
  const last = records.at(-1);
  return { records, nextPageToken: records.length < limit || last === undefined ? '' : String(last.id) };
};

const readToken = (token: string): number | undefined => {
  if (token === '') return undefined;
  if (!/^\d{1,15}$/.test(token)) throw InvalidRequest.field('page_token', 'is not from an earlier answer');
  return Number(token);
};
