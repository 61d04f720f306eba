import type { BookingServiceService, ListAuditRequest } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { AuditRecord } from '@flexspace/contracts/flexspace/common/v1/audit';
import { InvalidRequest } from '@flexspace/kernel';
import { fromTimestamp, toTimestamp, toWirePerson, type Handlers } from '@flexspace/service-kit';
import type { AuditFilter, AuditLine } from '../../application/ports.js';
import type { WithActor } from './booking-server.js';
import { readLocationId, readUserId } from './booking-mapper.js';
import type { UseCases } from './use-cases.js';

const TOKEN = /^[1-9]\d{0,14}$/;

/** What is empty or 0 in the request does not matter. */
const readFilter = ({ filter, pageToken }: ListAuditRequest): AuditFilter => {
  if (pageToken !== '' && !TOKEN.test(pageToken)) {
    throw InvalidRequest.field('page_token', 'is not from an earlier answer');
  }
  const before = pageToken === '' ? {} : { beforeId: Number(pageToken) };
  if (filter === undefined) return before;
  const { locationId, actorId, action, objectType, objectId, from, until } = filter;
  return {
    ...before,
    ...(locationId !== 0 && { locationId: readLocationId(locationId) }),
    ...(actorId !== '' && { actorId: readUserId(actorId, 'actor_id') }),
    ...(action !== '' && { action }),
    ...(objectType !== '' && { objectType }),
    ...(objectId !== '' && { objectId }),
    ...(from !== undefined && { from: fromTimestamp(from, 'from') }),
    ...(until !== undefined && { until: fromTimestamp(until, 'until') }),
  };
};

const toRecord = ({ at, actor, before, after, ...line }: AuditLine): AuditRecord => ({
  id: line.id,
  at: toTimestamp(at),
  actor: actor === null ? undefined : toWirePerson(actor),
  action: line.action,
  objectType: line.objectType,
  objectId: line.objectId,
  locationId: line.locationId,
  beforeJson: before,
  afterJson: after,
  requestId: line.requestId,
  clientId: line.clientId,
  clientAddress: line.clientAddress,
  hash: line.hash,
});

export const auditHandlers = (
  useCases: UseCases,
  withActor: WithActor,
): Pick<Handlers<typeof BookingServiceService>, 'listAudit'> => ({
  listAudit: withActor(async (actor, request) => {
    const page = await useCases.listAudit(actor, readFilter(request), request.pageSize);
    return { records: page.lines.map(toRecord), nextPageToken: page.next === undefined ? '' : String(page.next) };
  }),
});
