import { testServers } from '../test-servers.js';
import { ensureRealm } from './keycloak-admin.js';
import { AUDIENCE, clientIdOf, clientSecretOf, REALM, type ServiceClient } from './test-realm.js';

export type { ServiceClient } from './test-realm.js';

/** What a service needs to know of the test realm. */
export interface TestOidc {
  readonly issuer: string;
  readonly realmUrl: string;
  readonly audience: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Makes the realm when it is not there yet. */
export const testOidc = async (client: ServiceClient): Promise<TestOidc> => {
  await ensureRealm(REALM);
  const realmUrl = `${testServers().keycloakUrl}/realms/${REALM}`;
  const discovery: unknown = await (await fetch(`${realmUrl}/.well-known/openid-configuration`)).json();
  const named =
    typeof discovery === 'object' && discovery !== null && 'issuer' in discovery ? discovery.issuer : undefined;
  return {
    // Keycloak may be told to call itself by another address than the one we reach it at.
    issuer: typeof named === 'string' ? named : realmUrl,
    realmUrl,
    audience: AUDIENCE,
    clientId: clientIdOf(client),
    clientSecret: clientSecretOf(clientIdOf(client)),
  };
};

/** The same as the variables that a service reads. */
export const oidcEnvironment = async (client: ServiceClient): Promise<Record<string, string>> => {
  const oidc = await testOidc(client);
  return {
    FLEXSPACE_OIDC_ISSUER: oidc.issuer,
    FLEXSPACE_OIDC_URL: oidc.realmUrl,
    FLEXSPACE_OIDC_AUDIENCE: oidc.audience,
    FLEXSPACE_OIDC_CLIENT_ID: oidc.clientId,
    FLEXSPACE_OIDC_CLIENT_SECRET: oidc.clientSecret,
  };
};
