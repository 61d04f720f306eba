import { InvalidRequest } from '@flexspace/kernel';
import type { AuditFilter, AuditRecord } from '../domain/audit-filter.js';
import { requireAdministrator } from './permission.js';
import type { AuditReader, Requester } from './ports.js';

const PAGE = 100;
const PAGE_MAX = 500;

export interface ListAudit {
  readonly filter: AuditFilter;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** The trail, the youngest line first; superusers only. */
export const listAudit = async (
  trail: AuditReader,
  by: Requester,
  { filter, pageSize, pageToken }: ListAudit,
): Promise<{ records: readonly AuditRecord[]; nextPageToken: string }> => {
  await requireAdministrator(by);
  const limit = pageSize <= 0 ? PAGE : Math.min(pageSize, PAGE_MAX);
  const records = await trail.list(filter, { beforeId: decode(pageToken), limit });
  const last = records.at(-1);
  return { records, nextPageToken: records.length < limit || last === undefined ? '' : String(last.id) };
};

const decode = (token: string): number | undefined => {
  if (token === '') return undefined;
  if (!/^\d{1,15}$/.test(token)) throw InvalidRequest.field('page_token', 'is not from an earlier answer');
  return Number(token);
};
