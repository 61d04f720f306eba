import { createHash } from 'node:crypto';

/** Who exists in the test realm: one for each part that somebody can play. What they manage is given to them by the tests. */
export const PEOPLE = {
  superuser: { firstName: 'Sofia', lastName: 'Super', roles: ['superuser'] },
  staff: { firstName: 'Stefan', lastName: 'Staff', roles: ['staff'] },
  alice: { firstName: 'Alice', lastName: 'Adams', roles: [] },
  bob: { firstName: 'Bob', lastName: 'Brown', roles: [] },
  carol: { firstName: 'Carol', lastName: 'Clark', roles: [] },
  dave: { firstName: 'Dave', lastName: 'Davis', roles: [] },
  erin: { firstName: 'Erin', lastName: 'Evans', roles: [] },
  frank: { firstName: 'Frank', lastName: 'Fischer', roles: [] },
  berlinManager: { firstName: 'Berta', lastName: 'Berlin', roles: [] },
  parisManager: { firstName: 'Paul', lastName: 'Paris', roles: [] },
  roomManager: { firstName: 'Rosa', lastName: 'Room', roles: [] },
} as const satisfies Record<string, { firstName: string; lastName: string; roles: readonly string[] }>;

export type PersonName = keyof typeof PEOPLE;

/** Worth nothing: the realm exists for tests alone. */
export const PASSWORD = 'correct-horse-1';
export const AUDIENCE = 'flexspace-api';
export const SERVICE_CLIENTS = ['gateway', 'catalog', 'booking', 'access', 'realtime', 'scheduler'] as const;
export type ServiceClient = (typeof SERVICE_CLIENTS)[number];
export const clientIdOf = (client: ServiceClient): string => `flexspace-${client}`;
export const clientSecretOf = (client: string): string => `${client}-test-secret`;
/** Its tokens are right in everything but the audience. */
export const WITHOUT_AUDIENCE = 'test-without-audience';
/** Its tokens live a second. */
export const SHORT_LIVED = 'test-short-lived';

/** Keycloak keeps user names in lower case. */
export const usernameOf = (name: PersonName): string => name.toLowerCase();

const TOKEN_SECONDS = 2 * 60 * 60;
const SESSION_SECONDS = 10 * 60 * 60;

const audience = (name: string, config: Record<string, string>): object => ({
  name,
  protocol: 'openid-connect',
  protocolMapper: 'oidc-audience-mapper',
  config: { ...config, 'access.token.claim': 'true', 'introspection.token.claim': 'true' },
});
const apiAudience = audience('api audience', { 'included.custom.audience': AUDIENCE });

const client = (clientId: string, more: object): object => ({
  clientId,
  secret: clientSecretOf(clientId),
  enabled: true,
  protocol: 'openid-connect',
  publicClient: false,
  standardFlowEnabled: false,
  directAccessGrantsEnabled: true,
  serviceAccountsEnabled: false,
  fullScopeAllowed: true,
  ...more,
});

const services = SERVICE_CLIENTS.map((name) =>
  client(clientIdOf(name), {
    directAccessGrantsEnabled: name === 'gateway',
    serviceAccountsEnabled: true,
    protocolMappers:
      name === 'gateway'
        ? [apiAudience, audience('own audience', { 'included.client.audience': clientIdOf(name) })]
        : [apiAudience],
  }),
);

const accounts = SERVICE_CLIENTS.map((name) => ({
  username: `service-account-${clientIdOf(name)}`,
  enabled: true,
  serviceAccountClientId: clientIdOf(name),
  realmRoles: ['service'],
  clientRoles: { 'realm-management': ['view-users', 'query-users', 'manage-users', 'view-realm'] },
}));

/** What Keycloak wants of a person. */
export const userRepresentation = (
  person: { readonly username: string; readonly firstName: string; readonly lastName: string },
  roles: readonly string[],
): object => ({
  username: person.username,
  firstName: person.firstName,
  lastName: person.lastName,
  email: `${person.username}@example.test`,
  enabled: true,
  emailVerified: true,
  realmRoles: roles,
  credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
});

const definition = {
  enabled: true,
  sslRequired: 'none',
  // Hundreds of sign-ins: the strength of a password that everybody knows does not matter.
  passwordPolicy: 'hashAlgorithm(pbkdf2-sha256) and hashIterations(1)',
  accessTokenLifespan: TOKEN_SECONDS,
  ssoSessionIdleTimeout: SESSION_SECONDS,
  ssoSessionMaxLifespan: SESSION_SECONDS,
  revokeRefreshToken: true,
  refreshTokenMaxReuse: 0,
  roles: { realm: [{ name: 'superuser' }, { name: 'staff' }, { name: 'service' }] },
  clients: [
    ...services,
    client(WITHOUT_AUDIENCE, {}),
    client(SHORT_LIVED, { protocolMappers: [apiAudience], attributes: { 'access.token.lifespan': '1' } }),
  ],
  users: [
    ...accounts,
    ...Object.entries(PEOPLE).map(([name, person]) =>
      userRepresentation({ ...person, username: name.toLowerCase() }, person.roles),
    ),
  ],
};

const fingerprint = createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 8);

/** Named by its content: two checkouts that share a Keycloak never change each other's realm. */
export const REALM = `flexspace-test-${fingerprint}`;
/** The same people and clients under another issuer and other keys. */
export const OTHER_REALM = `flexspace-other-${fingerprint}`;

export const realmRepresentation = (realm: string): object => ({ ...definition, realm });
