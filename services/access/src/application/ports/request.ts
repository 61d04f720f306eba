import type { Instant, Person, UserId } from '@flexspace/kernel';
import type { Asker } from '../../domain/authority.js';
import type { RealmRole } from '../../domain/standing.js';

/** Who calls, as their verified token says. */
export interface CallingParty extends Asker {
  readonly userId: UserId;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly fullName: string;
  readonly email: string;
  readonly clientId: string;
  readonly issuedAt: Instant;
  readonly token: string;
}

/** One call as the use cases see it: who, until when, and what to say to services that are asked on the way. */
export interface Request {
  readonly caller: CallingParty;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly requestId: string;
  /** Where the caller is in the network; '' where nobody knows. */
  readonly clientAddress: string;
  readonly signal: AbortSignal;
}

/** The caller's realm roles, from the token: it is younger than anything on record. */
export const rolesOf = (caller: CallingParty): ReadonlySet<RealmRole> => {
  const roles = new Set<RealmRole>();
  if (caller.isSuperuser) roles.add('superuser');
  if (caller.isStaff) roles.add('staff');
  return roles;
};

export const personOf = (caller: CallingParty): Person => ({
  id: caller.userId,
  username: caller.username,
  fullName: caller.fullName,
});
