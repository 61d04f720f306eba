import { InvalidRequest, NotFound, Unavailable, type UserId } from '@flexspace/kernel';
import type { ServiceToken } from '@flexspace/service-kit';
import { z } from 'zod';

export interface LinkedAccount {
  readonly provider: string;
  readonly username: string;
}

/** What the gateway asks Keycloak about a person's account, with its own service account. */
export interface KeycloakAccounts {
  endSession(sessionId: string): Promise<void>;
  /** The user name behind an e-mail address; undefined when nobody has it. */
  usernameOf(email: string): Promise<string | undefined>;
  hasPassword(user: UserId): Promise<boolean>;
  linkedAccounts(user: UserId): Promise<readonly LinkedAccount[]>;
  unlink(user: UserId, provider: string): Promise<void>;
  /** Throws INVALID_REQUEST with the reason of Keycloak's password policy. */
  setPassword(user: UserId, password: string): Promise<void>;
}

const TIMEOUT_MS = 5_000;
const SERVICE = 'The sign-in service';

const credentials = z.array(z.object({ type: z.string() }));
const identities = z.array(z.object({ identityProvider: z.string(), userName: z.string().default('') }));
const usernames = z.array(z.object({ username: z.string() }));
const policyRefusal = z.object({
  error: z.string().optional(),
  errorMessage: z.string().optional(),
  error_description: z.string().optional(),
});

interface Ask {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

export const createKeycloakAccounts = (realmUrl: string, token: ServiceToken): KeycloakAccounts => {
  const base = realmUrl.replace('/realms/', '/admin/realms/');

  const ask = async ({ method, path, body }: Ask): Promise<{ status: number; text: string }> => {
    const authorization = `Bearer ${await token.get()}`;
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw new Unavailable(SERVICE, error);
    }
  };

  const expect = async (question: Ask): Promise<string> => {
    const { status, text } = await ask(question);
    if (status < 300) return text;
    if (status === 404) throw new NotFound('account');
    throw new Unavailable(SERVICE, new Error(`Keycloak answered ${status} to ${question.method} ${question.path}`));
  };

  const userPath = (user: UserId): string => `/users/${encodeURIComponent(user)}`;

  return {
    async endSession(sessionId) {
      await expect({ method: 'DELETE', path: `/sessions/${encodeURIComponent(sessionId)}` });
    },
    async usernameOf(email) {
      const query = new URLSearchParams({ email, exact: 'true', max: '1', briefRepresentation: 'true' });
      const text = await expect({ method: 'GET', path: `/users?${query.toString()}` });
      return usernames.parse(JSON.parse(text))[0]?.username;
    },
    async hasPassword(user) {
      const list = credentials.parse(
        JSON.parse(await expect({ method: 'GET', path: `${userPath(user)}/credentials` })),
      );
      return list.some(({ type }) => type === 'password');
    },
    async linkedAccounts(user) {
      const path = `${userPath(user)}/federated-identity`;
      const list = identities.parse(JSON.parse(await expect({ method: 'GET', path })));
      return list.map(({ identityProvider, userName }) => ({ provider: identityProvider, username: userName }));
    },
    async unlink(user, provider) {
      await expect({ method: 'DELETE', path: `${userPath(user)}/federated-identity/${encodeURIComponent(provider)}` });
    },
    async setPassword(user, password) {
      const { status, text } = await ask({
        method: 'PUT',
        path: `${userPath(user)}/reset-password`,
        body: { type: 'password', value: password, temporary: false },
      });
      if (status < 300) return;
      if (status !== 400) throw new Unavailable(SERVICE, new Error(`Keycloak answered ${status} to a new password`));
      const refused = policyRefusal.safeParse(JSON.parse(text));
      const why = refused.success ? (refused.data.error_description ?? refused.data.errorMessage) : undefined;
      throw InvalidRequest.field('password', why ?? 'does not meet the password policy');
    },
  };
};
