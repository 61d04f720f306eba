import { DomainError } from '@flexspace/kernel';
import type { TokenVerifier } from '@flexspace/service-kit';
import type { KeycloakAccounts } from './keycloak-accounts.js';
import type { KeycloakGrants } from './keycloak-grants.js';
import type { LoginGuard } from './login-guard.js';
import { tokensOf, toSession, type Session } from './session.js';
import { KeycloakRefusal } from './token-endpoint.js';
import type { Turns } from './turns.js';

export interface Credentials {
  /** User name or e-mail. */
  readonly username: string;
  readonly password: string;
  /** Where the attempt comes from. */
  readonly address: string;
}

export type Login = (credentials: Credentials) => Promise<Session>;

interface LoginParts {
  readonly accounts: KeycloakAccounts;
  readonly grants: KeycloakGrants;
  readonly guard: LoginGuard;
  readonly verifier: TokenVerifier;
  readonly turns: Turns;
}

/** Signs somebody in by user name and password. Every refusal looks the same: which part is wrong is nobody's business. */
export const createLogin =
  ({ accounts, grants, guard, verifier, turns }: LoginParts): Login =>
  async ({ username, password, address }) => {
    const account = await accountOf(accounts, username);
    // Keycloak refuses two logins of one person at the same moment, also with the right password.
    return turns.take(account, async () => {
      const attempt = await guard.admit({ account, address });
      try {
        const session = await toSession(tokensOf(await grants.obtainDirectly(username, password)), verifier);
        await attempt.forgive();
        return session;
      } catch (error) {
        if (error instanceof KeycloakRefusal) {
          throw new DomainError('INVALID_CREDENTIALS', 'The user name or the password is wrong.', { cause: error });
        }
        await attempt.forgive();
        throw error;
      }
    });
  };

/** One account has a name and an address: guesses at both count together. What cannot be looked up stands for itself. */
const accountOf = async (accounts: KeycloakAccounts, identifier: string): Promise<string> => {
  const name = identifier.trim().toLowerCase();
  if (!name.includes('@')) return name;
  return (await accounts.usernameOf(name).catch(() => undefined)) ?? name;
};
