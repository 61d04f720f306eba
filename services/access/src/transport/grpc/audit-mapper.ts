import type {
  AuditFilter as WireFilter,
  AuditRecord as WireRecord,
} from '@flexspace/contracts/flexspace/common/v1/audit';
import { fromTimestamp, toTimestamp, toWirePerson } from '@flexspace/service-kit';
import type { AuditFilter, AuditRecord } from '../../application/ports/views.js';
import { readLocationId, readUserId } from './request-fields.js';

/** What is empty or 0 does not matter. */
export const fromWireAuditFilter = (wire: WireFilter | undefined): AuditFilter => {
  if (wire === undefined) return {};
  return {
    ...(wire.locationId !== 0 && { locationId: readLocationId(wire.locationId, 'location_id') }),
    ...(wire.actorId !== '' && { actorId: readUserId(wire.actorId, 'actor_id') }),
    ...(wire.action !== '' && { action: wire.action }),
    ...(wire.objectType !== '' && { objectType: wire.objectType }),
    ...(wire.objectId !== '' && { objectId: wire.objectId }),
    ...(wire.from !== undefined && { from: fromTimestamp(wire.from, 'from') }),
    ...(wire.until !== undefined && { until: fromTimestamp(wire.until, 'until') }),
  };
};

export const toWireAuditRecord = ({ at, actor, before, after, ...rest }: AuditRecord): WireRecord => ({
  id: rest.id,
  at: toTimestamp(at),
  actor: actor === null ? undefined : toWirePerson(actor),
  action: rest.action,
  objectType: rest.objectType,
  objectId: rest.objectId,
  locationId: rest.locationId,
  beforeJson: before,
  afterJson: after,
  requestId: rest.requestId,
  clientId: rest.clientId,
  clientAddress: rest.clientAddress,
  hash: rest.hash,
});
