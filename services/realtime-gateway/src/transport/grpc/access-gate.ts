import { AccessServiceClient, Action, DenyReason, Verdict } from '@flexspace/contracts/flexspace/access/v1/access';
import { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { Forbidden, locationId, type LocationId } from '@flexspace/kernel';
import { createGrpcClient, type CallOptions } from '@flexspace/service-kit';
import type { AccessGate, Viewer } from '../../application/ports.js';

/** Short: while nobody answers, a client is better told so than kept waiting. */
const TIMEOUT_MS = 1_500;
/** A re-check has to be over within two seconds, tries included. */
const RECHECK_TIMEOUT_MS = 600;

export interface RemoteAccessGate extends AccessGate {
  close(): void;
}

const on = (viewer: Viewer, timeoutMs: number): CallOptions => ({ token: viewer.token, timeoutMs, idempotent: true });

const refusal = (reason: DenyReason): Forbidden =>
  reason === DenyReason.DENY_REASON_LOCATION_GATE
    ? new Forbidden('LOCATION_GATE', 'This location is not open to you.')
    : new Forbidden();

/** Asks the owners of rights and of places, each time, as the person behind the socket. */
export const createAccessGate = (addresses: {
  readonly access: string;
  readonly catalog: string;
}): RemoteAccessGate => {
  const access = createGrpcClient(AccessServiceClient, addresses.access);
  const catalog = createGrpcClient(CatalogServiceClient, addresses.catalog);

  const check = (viewer: Viewer, id: LocationId, timeoutMs: number): ReturnType<typeof access.checkAccess> =>
    access.checkAccess(
      { subjectId: '', action: Action.ACTION_SEE, locationId: id, roomId: 0, desk: undefined, ownerId: '' },
      on(viewer, timeoutMs),
    );

  return {
    async grant(viewer, topic) {
      if (topic.kind === 'room') {
        // Catalog shows a room only to those who may see it, so its answer is the gate's.
        const room = await catalog.getRoom({ roomId: topic.roomId }, on(viewer, TIMEOUT_MS));
        return locationId(room.locationId);
      }
      const { verdict, reason } = await check(viewer, topic.locationId, TIMEOUT_MS);
      if (verdict !== Verdict.VERDICT_ALLOW) throw refusal(reason);
      return topic.locationId;
    },
    async stillSees(viewer, id) {
      const { verdict } = await check(viewer, id, RECHECK_TIMEOUT_MS);
      return verdict === Verdict.VERDICT_ALLOW;
    },
    close() {
      access.close();
      catalog.close();
    },
  };
};
