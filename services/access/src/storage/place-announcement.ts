import { appendAudit, type Knex } from '@flexspace/database';
import type { Instant, LocationId, Person, UserId } from '@flexspace/kernel';
import { appendToOutbox, newEvent } from '@flexspace/messaging';
import type { PlaceChange } from '../application/ports/access-ports.js';

/** A list of people longer than this is announced as “possibly everybody”. */
const AFFECTED_MAX = 500;

export const SCHEMA = 'access';

/** Who changed something, and through which call. */
export interface ChangeOrigin {
  /** Undefined when the system did it. */
  readonly actor: Person | undefined;
  readonly requestId: string;
  readonly clientId: string;
  readonly clientAddress: string;
}

export interface Announcement {
  readonly locationId: LocationId;
  readonly version: number;
  readonly at: Instant;
  readonly origin: ChangeOrigin;
  readonly change: PlaceChange;
  /** What went with it: on record one by one, and announced by the change. */
  readonly alongside?: readonly PlaceChange[];
}

/** The event and the audit row of a change, in the transaction that makes it. */
export const announceChange = async (trx: Knex.Transaction, announcement: Announcement): Promise<void> => {
  const { locationId, version, at, origin, change, alongside = [] } = announcement;
  const event = newEvent({
    at,
    actor: origin.actor,
    locationId,
    aggregateVersion: version,
    fact: { $case: 'accessChanged', value: { roomId: change.roomId ?? 0, userIds: bounded(change.affected) } },
  });
  // A group that stands nowhere and holds nobody gives nobody a right; the empty list would say “everybody”.
  if (change.affected === 'everybody' || change.affected.length > 0) {
    await appendToOutbox(trx, SCHEMA, [{ subject: `access.v1.${change.subject}.changed.${locationId}`, event }]);
  }
  await appendAudit(
    trx,
    SCHEMA,
    [...alongside, change].map((one) => ({
      at,
      actor: origin.actor ?? null,
      action: one.action,
      ...objectOf(locationId, one),
      locationId,
      before: one.before ?? null,
      after: one.after ?? null,
      requestId: origin.requestId,
      clientId: origin.clientId,
      clientAddress: origin.clientAddress,
    })),
  );
};

const bounded = (affected: PlaceChange['affected']): UserId[] =>
  affected === 'everybody' || affected.length > AFFECTED_MAX ? [] : [...affected];

const objectOf = (locationId: LocationId, change: PlaceChange): { objectType: string; objectId: string } => {
  if (change.groupId !== undefined) return { objectType: 'group', objectId: String(change.groupId) };
  if (change.roomId !== undefined) return { objectType: 'room', objectId: String(change.roomId) };
  return { objectType: 'location', objectId: String(locationId) };
};
