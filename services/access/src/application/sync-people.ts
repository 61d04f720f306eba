import type { Instant, UserId } from '@flexspace/kernel';
import type { RealmRole } from '../domain/standing.js';
import type { AccessPorts } from './ports/access-ports.js';

export interface SyncOutcome {
  readonly people: number;
  /** Whether realm roles could be read as well. */
  readonly roles: boolean;
  /** People on record whom Keycloak does not have any more. */
  readonly gone: number;
}

/**
 * Brings the directory in line with Keycloak: everybody, page by page, with the roles that matter. Whoever Keycloak has
 * no more is disabled, not deleted, because bookings of the past still name them.
 */
export const syncPeople = async (
  ports: Pick<AccessPorts, 'people' | 'identity' | 'clock'>,
  signal: AbortSignal,
): Promise<SyncOutcome> => {
  const start = ports.clock.now();
  const [superusers, staff] = await Promise.all([
    ports.identity.listRoleMembers('superuser', signal),
    ports.identity.listRoleMembers('staff', signal),
  ]);
  const rolesOf = (id: UserId): ReadonlySet<RealmRole> | undefined => {
    if (superusers === undefined || staff === undefined) return undefined;
    const roles = new Set<RealmRole>();
    if (superusers.has(id)) roles.add('superuser');
    if (staff.has(id)) roles.add('staff');
    return roles;
  };

  let count = 0;
  for await (const page of ports.identity.listPeople(signal)) {
    await ports.people.record(
      page.map((person) => ({ person: { ...person, roles: rolesOf(person.id) }, at: start, inPerson: false })),
    );
    count += page.length;
  }
  return {
    people: count,
    roles: superusers !== undefined && staff !== undefined,
    gone: await disableGone(ports, start, signal),
  };
};

const GONE_PER_SYNC = 500;

/**
 * Whom the pages did not show is asked for one by one before being disabled: pages are counted from the start, so somebody
 * slips through whenever another one is deleted meanwhile.
 */
const disableGone = async (
  ports: Pick<AccessPorts, 'people' | 'identity'>,
  start: Instant,
  signal: AbortSignal,
): Promise<number> => {
  const gone: UserId[] = [];
  for (const id of await ports.people.listUnseenSince(start, GONE_PER_SYNC)) {
    const person = await ports.identity.findPerson(id, signal);
    if (person === undefined) gone.push(id);
    else await ports.people.record([{ person, at: start, inPerson: false }]);
  }
  if (gone.length > 0) await ports.people.disable(gone);
  return gone.length;
};
