import { DomainError } from '@flexspace/kernel';
import type { Caller, Logger, TokenVerifier } from '@flexspace/service-kit';
import type { EndedSessions } from './ended-sessions.js';
import type { KeycloakAccounts } from './keycloak-accounts.js';
import type { KeycloakGrants } from './keycloak-grants.js';
import { KeycloakRefusal } from './token-endpoint.js';

export interface LogoutTokens {
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
}

export type Logout = (tokens: LogoutTokens) => Promise<void>;

interface LogoutParts {
  readonly grants: KeycloakGrants;
  readonly accounts: KeycloakAccounts;
  readonly verifier: TokenVerifier;
  readonly ended: EndedSessions;
  readonly logger: Logger;
}

/** Signs out: the access token dies here and now, and Keycloak forgets the session. Always succeeds for the person. */
export const createLogout = ({ grants, accounts, verifier, ended, logger }: LogoutParts): Logout => {
  const callerBehind = async (accessToken: string | undefined): Promise<Caller | undefined> => {
    if (accessToken === undefined) return undefined;
    try {
      return await verifier.verify(accessToken);
    } catch (error) {
      // A token that is over or unreadable has nothing left to end.
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  };

  const forget = async (refreshToken: string | undefined, caller: Caller | undefined): Promise<void> => {
    try {
      if (refreshToken !== undefined) await grants.revoke(refreshToken);
      else if (caller?.sessionId !== undefined) await accounts.endSession(caller.sessionId);
    } catch (error) {
      // A refresh token that is over already is what was wanted.
      if (error instanceof KeycloakRefusal) return;
      logger.warn({ err: error }, 'Keycloak was not told of a sign-out');
    }
  };

  return async ({ accessToken, refreshToken }) => {
    const caller = await callerBehind(accessToken);
    await Promise.all([
      forget(refreshToken, caller),
      caller?.sessionId !== undefined && ended.end({ userId: caller.userId, sessionId: caller.sessionId }),
    ]);
  };
};
