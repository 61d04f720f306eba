import { Forbidden } from '@flexspace/kernel';
import type { Actor } from './actor.js';
import type { AuditFilter, AuditLine, AuditTrail } from './ports.js';

const DEFAULT_PAGE = 100;
const MAX_PAGE = 500;

export interface AuditPage {
  readonly lines: readonly AuditLine[];
  /** Lines older than this one are the next page. */
  readonly next: number | undefined;
}

/** The trail of permanent desks, the youngest line first; superusers only. */
export const listAudit =
  (parts: { readonly trail: AuditTrail }) =>
  async (actor: Actor, filter: AuditFilter, pageSize: number): Promise<AuditPage> => {
    if (!actor.isSuperuser) throw new Forbidden('FORBIDDEN', 'Only superusers read the audit trail.');
    const limit = pageSize <= 0 ? DEFAULT_PAGE : Math.min(pageSize, MAX_PAGE);
    const lines = await parts.trail.list(filter, limit);
    return { lines, next: lines.length < limit ? undefined : lines.at(-1)?.id };
  };
