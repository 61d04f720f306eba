import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { testServers } from '@flexspace/testkit';
import { z } from 'zod';

const FILE = path.resolve(import.meta.dirname, '../../../../deploy/keycloak/flexspace-realm.json');
const CLIENT = 'flexspace-at-google';
const SECRET = 'known-to-both';
export const PASSWORD = 'correct-horse-1';

export interface Account {
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

export interface GoogleRealm {
  readonly issuer: string;
  readonly realmUrl: string;
  /** What tells a gateway of it. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

const tokenAnswer = z.object({ access_token: z.string() });
const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  userinfo_endpoint: z.string(),
  jwks_uri: z.string(),
});

const admin = async (method: string, where: string, body?: object): Promise<void> => {
  const { keycloakUrl, keycloakAdmin } = testServers();
  const form = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...keycloakAdmin });
  const signedIn = await fetch(`${keycloakUrl}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: form,
  });
  const { access_token: token } = tokenAnswer.parse(await signedIn.json());
  const answer = await fetch(`${keycloakUrl}/admin/realms${where}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`Keycloak answered ${answer.status} to ${method} ${where}: ${await answer.text()}`);
};

const discover = async (realm: string): Promise<z.output<typeof discovery>> =>
  discovery.parse(
    await (await fetch(`${testServers().keycloakUrl}/realms/${realm}/.well-known/openid-configuration`)).json(),
  );

const person = ({ username, email, emailVerified }: Account): object => ({
  username,
  email,
  emailVerified,
  firstName: username.slice(0, 1).toUpperCase() + username.slice(1),
  lastName: 'Example',
  enabled: true,
  credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
});

/**
 * The realm that production imports, with a second realm of the same Keycloak playing Google: what is tried is the realm as
 * code, its first sign-in and its claim filter.
 */
export const createGoogleRealm = async (
  publicUrl: string,
  people: { readonly here: readonly Account[]; readonly atGoogle: readonly Account[] },
): Promise<GoogleRealm> => {
  const id = randomBytes(4).toString('hex');
  const [ours, google] = [`flexspace-${id}`, `google-${id}`];
  await admin('POST', '', {
    realm: google,
    enabled: true,
    sslRequired: 'none',
    clients: [{ clientId: CLIENT, secret: SECRET, enabled: true, redirectUris: ['*'], standardFlowEnabled: true }],
    users: people.atGoogle.map(person),
  });
  const endpoints = await discover(google);
  const values: Readonly<Record<string, string>> = {
    PUBLIC_URL: publicUrl,
    BACKCHANNEL_LOGOUT_URL: `${publicUrl}/api/auth/backchannel-logout`,
    GOOGLE_ENABLED: 'true',
    GOOGLE_PROVIDER: 'oidc',
    GOOGLE_CLIENT_ID: CLIENT,
    GOOGLE_CLIENT_SECRET: SECRET,
    GOOGLE_ISSUER: endpoints.issuer,
    GOOGLE_AUTHORIZATION_URL: endpoints.authorization_endpoint,
    GOOGLE_TOKEN_URL: endpoints.token_endpoint,
    GOOGLE_USERINFO_URL: endpoints.userinfo_endpoint,
    GOOGLE_JWKS_URL: endpoints.jwks_uri,
  };
  const text = (await readFile(FILE, 'utf8')).replaceAll(
    /\$\{([A-Z_]+)(?::([^}]*))?\}/g,
    (_, name: string, fallback?: string) => values[name] ?? fallback ?? SECRET,
  );
  await admin('POST', '', { ...z.looseObject({}).parse(JSON.parse(text)), realm: ours });
  // One by one: imported people have no default roles, and without those nobody may link anything.
  for (const one of people.here) await admin('POST', `/${ours}/users`, person(one));
  const { issuer } = await discover(ours);
  const realmUrl = `${testServers().keycloakUrl}/realms/${ours}`;
  return {
    issuer,
    realmUrl,
    env: {
      FLEXSPACE_OIDC_ISSUER: issuer,
      FLEXSPACE_OIDC_URL: realmUrl,
      FLEXSPACE_OIDC_CLIENT_ID: 'flexspace-gateway',
      FLEXSPACE_OIDC_CLIENT_SECRET: SECRET,
      FLEXSPACE_GOOGLE_ENABLED: 'true',
    },
    remove: async () => {
      await admin('DELETE', `/${ours}`);
      await admin('DELETE', `/${google}`);
    },
  };
};
