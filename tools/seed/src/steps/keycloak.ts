import { z } from 'zod';
import type { PersonPlan } from '../company/people.js';
import type { RunningStack } from '../stack-file.js';

const TIMEOUT_MS = 120_000;
const GATEWAY = 'flexspace-gateway';

const tokens = z.object({ access_token: z.string() });
const users = z.array(z.object({ id: z.string(), username: z.string() }));
const clients = z.array(z.object({ id: z.string() })).min(1);
const secret = z.object({ value: z.string() });

export interface Keycloak {
  /** Creates those who are missing; answers everybody's id by user name. */
  ensurePeople(people: readonly PersonPlan[], password: string): Promise<ReadonlyMap<string, string>>;
  /** An access token, got the way the sign-in form gets it. */
  signIn(username: string, password: string): Promise<string>;
}

/** Keycloak through its public interfaces: the admin REST API and the token endpoint. */
export const connectKeycloak = (stack: RunningStack['keycloak']): Keycloak => {
  const realmAdmin = `${stack.url}/admin/realms/${stack.realm}`;
  const tokenUrl = (realm: string): string => `${stack.url}/realms/${realm}/protocol/openid-connect/token`;
  let gatewaySecret: Promise<string> | undefined;

  const request = async (url: string, init: RequestInit): Promise<unknown> => {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (!response.ok) throw new Error(`Keycloak answered ${response.status} to ${new URL(url).pathname}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };

  const grant = async (realm: string, fields: Record<string, string>): Promise<string> => {
    const body = new URLSearchParams({ grant_type: 'password', ...fields });
    return tokens.parse(await request(tokenUrl(realm), { method: 'POST', body })).access_token;
  };

  // The admin token lives for a minute only, so each use gets its own.
  const asAdmin = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const token = await grant('master', { client_id: 'admin-cli', ...stack.admin });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return request(`${realmAdmin}${path}`, { ...init, headers });
  };

  const readGatewaySecret = async (): Promise<string> => {
    const [client] = clients.parse(await asAdmin(`/clients?clientId=${GATEWAY}`));
    return secret.parse(await asAdmin(`/clients/${client?.id ?? ''}/client-secret`)).value;
  };

  return {
    async ensurePeople(people, password) {
      const representation = people.map((person) => ({
        username: person.username,
        firstName: person.firstName,
        lastName: person.lastName,
        email: person.email,
        emailVerified: true,
        enabled: true,
        realmRoles: [`default-roles-${stack.realm}`, ...person.roles],
        credentials: [{ type: 'password', value: password, temporary: false }],
      }));
      await asAdmin('/partialImport', {
        method: 'POST',
        body: JSON.stringify({ ifResourceExists: 'SKIP', users: representation }),
      });
      const known = users.parse(await asAdmin('/users?max=500&briefRepresentation=true'));
      return new Map(known.map(({ username, id }) => [username, id]));
    },

    async signIn(username, password) {
      gatewaySecret ??= readGatewaySecret();
      return grant(stack.realm, { client_id: GATEWAY, client_secret: await gatewaySecret, username, password });
    },
  };
};
