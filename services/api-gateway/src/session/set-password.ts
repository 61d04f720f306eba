import { DomainError, InvalidRequest } from '@flexspace/kernel';
import type { Caller, Logger } from '@flexspace/service-kit';
import type { KeycloakAccounts } from './keycloak-accounts.js';
import type { KeycloakGrants } from './keycloak-grants.js';
import type { Login } from './login.js';

export interface PasswordChange {
  readonly caller: Caller;
  readonly password: string;
  readonly currentPassword: string | undefined;
  readonly address: string;
}

export type SetPassword = (change: PasswordChange) => Promise<void>;

interface SetPasswordParts {
  readonly accounts: KeycloakAccounts;
  readonly grants: KeycloakGrants;
  readonly login: Login;
  readonly logger: Logger;
}

/** Gives a password to somebody who has none, or changes it for who knows the present one. */
export const createSetPassword = ({ accounts, grants, login, logger }: SetPasswordParts): SetPassword => {
  /** By signing in with it, so that guessing counts as failed sign-ins do. */
  const prove = async ({ caller, currentPassword, address }: PasswordChange): Promise<void> => {
    if (currentPassword === undefined)
      throw InvalidRequest.field('current_password', 'is required, because there is a password already');
    try {
      const { tokens } = await login({ username: caller.username, password: currentPassword, address });
      await grants.revoke(tokens.refreshToken).catch((error: unknown) => {
        logger.warn({ err: error }, 'a session that only proved a password was left open');
      });
    } catch (error) {
      if (error instanceof DomainError && error.reason === 'INVALID_CREDENTIALS') {
        throw InvalidRequest.field('current_password', 'is wrong');
      }
      throw error;
    }
  };

  return async (change) => {
    if (await accounts.hasPassword(change.caller.userId)) await prove(change);
    await accounts.setPassword(change.caller.userId, change.password);
  };
};
