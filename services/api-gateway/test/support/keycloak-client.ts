import { randomBytes } from 'node:crypto';
import { testOidc, testServers } from '@flexspace/testkit';

interface Admin {
  readonly call: (method: string, path: string, body?: object) => Promise<Response>;
}

const openAdmin = async (): Promise<Admin> => {
  const { keycloakUrl, keycloakAdmin } = testServers();
  const { realmUrl } = await testOidc('gateway');
  const answer = await fetch(`${keycloakUrl}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...keycloakAdmin }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const base = realmUrl.replace('/realms/', '/admin/realms/');
  return {
    call: (method, path, body) =>
      fetch(base + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
};

export interface TestClient {
  readonly env: Readonly<Record<string, string>>;
  /** An administrator ends all sessions of a person. */
  signOut(userId: string): Promise<void>;
  remove(): Promise<void>;
}

/** A client of the test realm like the gateway's own, with the code flow and back-channel logout to this gateway. */
export const createTestClient = async (publicUrl: string, gatewayOrigin: string): Promise<TestClient> => {
  const admin = await openAdmin();
  const clientId = `test-gateway-${randomBytes(4).toString('hex')}`;
  const secret = randomBytes(12).toString('hex');
  const made = await admin.call('POST', '/clients', {
    clientId,
    secret,
    enabled: true,
    protocol: 'openid-connect',
    publicClient: false,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: true,
    fullScopeAllowed: true,
    redirectUris: [`${publicUrl}/*`],
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'backchannel.logout.url': `${gatewayOrigin}/api/auth/backchannel-logout`,
      'backchannel.logout.session.required': 'true',
    },
    protocolMappers: [
      {
        name: 'api audience',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-mapper',
        config: { 'included.custom.audience': 'flexspace-api', 'access.token.claim': 'true' },
      },
    ],
  });
  if (!made.ok) throw new Error(`Keycloak did not make a client: ${made.status} ${await made.text()}`);
  const location = made.headers.get('location') ?? '';
  const path = `/clients/${location.slice(location.lastIndexOf('/') + 1)}`;
  return {
    env: { FLEXSPACE_OIDC_CLIENT_ID: clientId, FLEXSPACE_OIDC_CLIENT_SECRET: secret },
    async signOut(userId) {
      const answer = await admin.call('POST', `/users/${userId}/logout`);
      if (!answer.ok) throw new Error(`Keycloak did not sign out: ${answer.status}`);
    },
    async remove() {
      await admin.call('DELETE', path);
    },
  };
};
