import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { forgedTokens, type ForgedTokens } from '@flexspace/testkit';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask } from './http-client.js';

const nobody = { address: '127.0.0.1:1' };
let gateway: GatewayUnderTest;

beforeAll(async () => {
  gateway = await startGateway({ catalog: nobody, booking: nobody, access: nobody });
});

afterAll(async () => {
  await gateway.stop();
});

describe('forged tokens', () => {
  let forged: ForgedTokens;
  beforeAll(async () => {
    forged = await forgedTokens();
  });

  it.each<keyof ForgedTokens>([
    'wrongSignature',
    'tampered',
    'wrongAudience',
    'wrongIssuer',
    'algNone',
    'hs256',
    'expired',
    'garbage',
  ])('refuses one with %s, as a cookie and as a bearer token', async (kind) => {
    for (const credentials of [{ token: forged[kind] }, { cookies: { flexspace_access: forged[kind] } }]) {
      const { status, body } = await ask(`${gateway.origin}/api/auth/me/`, credentials);
      expect(status).toBe(401);
      expect(body['reason']).toBe('UNAUTHENTICATED');
    }
  });
});
