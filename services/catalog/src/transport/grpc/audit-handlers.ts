import type { CatalogServiceService } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type {
  AuditFilter as WireFilter,
  AuditRecord as WireRecord,
} from '@flexspace/contracts/flexspace/common/v1/audit';
import { InvalidRequest, userId } from '@flexspace/kernel';
import {
  fromTimestamp,
  toTimestamp,
  toWirePerson,
  unary,
  type CallContext,
  type Handlers,
} from '@flexspace/service-kit';
import { listAudit } from '../../application/list-audit.js';
import type { CatalogParts, Requester } from '../../application/ports.js';
import type { AuditFilter, AuditRecord } from '../../domain/audit-filter.js';

const actorIn = (id: string | undefined): string | undefined => {
  if (id === undefined || id === '') return undefined;
  try {
    return userId(id);
  } catch (error) {
    if (error instanceof RangeError) throw InvalidRequest.field('actor', 'must be a UUID');
    throw error;
  }
};

const unlessEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const toFilter = (wire: WireFilter | undefined): AuditFilter => ({
  locationId: wire?.locationId === 0 ? undefined : wire?.locationId,
  actorId: actorIn(wire?.actorId),
  action: unlessEmpty(wire?.action),
  objectType: unlessEmpty(wire?.objectType),
  objectId: unlessEmpty(wire?.objectId),
  from: wire?.from && fromTimestamp(wire.from, 'from'),
  until: wire?.until && fromTimestamp(wire.until, 'until'),
});

const toWireRecord = ({ at, actor, before, after, ...rest }: AuditRecord): WireRecord => ({
  ...rest,
  at: toTimestamp(at),
  actor: actor === null ? undefined : toWirePerson(actor),
  beforeJson: before,
  afterJson: after,
});

/** The audit trail of places. */
export const auditHandlers = (
  parts: CatalogParts,
  by: (call: CallContext) => Requester,
): Pick<Handlers<typeof CatalogServiceService>, 'listAudit'> => ({
  listAudit: unary(async ({ filter, pageSize, pageToken }, call) => {
    const page = await listAudit(parts.trail, by(call), { filter: toFilter(filter), pageSize, pageToken });
    return { records: page.records.map(toWireRecord), nextPageToken: page.nextPageToken };
  }),
});
