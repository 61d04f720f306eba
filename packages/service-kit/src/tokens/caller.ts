import {
  DomainError,
  Forbidden,
  instantFromMillis,
  userId,
  type Instant,
  type Person,
  type UserId,
} from '@flexspace/kernel';
import { z } from 'zod';

/** Who makes a call, as their verified token says. */
export interface Caller {
  readonly userId: UserId;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly fullName: string;
  readonly email: string;
  /** Keycloak realm roles. */
  readonly roles: ReadonlySet<string>;
  readonly isSuperuser: boolean;
  readonly isStaff: boolean;
  /** A service's own account, not a person. */
  readonly isService: boolean;
  readonly clientId: string;
  /** Keycloak's session; machines have none. */
  readonly sessionId: string | undefined;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** The token itself, to be passed on to the next service. */
  readonly token: string;
}

const claims = z.object({
  sub: z.string(),
  exp: z.number(),
  iat: z.number(),
  typ: z.literal('Bearer'),
  azp: z.string().default(''),
  sid: z.string().optional(),
  preferred_username: z.string().default(''),
  given_name: z.string().default(''),
  family_name: z.string().default(''),
  email: z.string().default(''),
  realm_access: z.object({ roles: z.array(z.string()).default([]) }).default({ roles: [] }),
});

const MS = 1_000;

/** Reads a payload whose signature has been checked. Throws UNAUTHENTICATED when it is not an access token of ours. */
export const callerFromClaims = (payload: unknown, token: string): Caller => {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) throw new DomainError('UNAUTHENTICATED', 'The token is not an access token for FlexSpace.');
  const claim = parsed.data;
  const roles = new Set(claim.realm_access.roles);
  const fullName = `${claim.given_name} ${claim.family_name}`.trim();
  return {
    userId: userId(claim.sub),
    username: claim.preferred_username,
    firstName: claim.given_name,
    lastName: claim.family_name,
    fullName: fullName === '' ? claim.preferred_username : fullName,
    email: claim.email,
    roles,
    isSuperuser: roles.has('superuser'),
    isStaff: roles.has('staff'),
    isService: roles.has('service'),
    clientId: claim.azp,
    sessionId: claim.sid,
    issuedAt: instantFromMillis(claim.iat * MS),
    expiresAt: instantFromMillis(claim.exp * MS),
    token,
  };
};

export const toPerson = (caller: Caller): Person => ({
  id: caller.userId,
  username: caller.username,
  fullName: caller.fullName,
});

/** Throws FORBIDDEN unless the call comes from one of the product's own services. */
export const requireService = (call: { readonly caller: Caller }): void => {
  if (!call.caller.isService) throw new Forbidden('FORBIDDEN', 'Only services may call this.');
};
