import { createHmac, createPublicKey } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { eventually } from '../eventually.js';
import { cachedToken } from './token-cache.js';
import { ensureRealm, requestToken } from './keycloak-admin.js';
import { signIn, signInThrough } from './sign-in.js';
import {
  clientIdOf,
  clientSecretOf,
  OTHER_REALM,
  PASSWORD,
  REALM,
  SHORT_LIVED,
  usernameOf,
  WITHOUT_AUDIENCE,
} from './test-realm.js';

/** Tokens that every service has to answer with UNAUTHENTICATED, each wrong in one way and right in the rest. */
export interface ForgedTokens {
  readonly wrongSignature: string;
  /** Claims changed under a signature that was valid for others. */
  readonly tampered: string;
  readonly wrongAudience: string;
  /** Of another realm of the same Keycloak. */
  readonly wrongIssuer: string;
  readonly algNone: string;
  /** Signed symmetrically with the public key as the secret. */
  readonly hs256: string;
  readonly expired: string;
  /** No JWT at all. */
  readonly garbage: string;
}

/** Longer than any verifier's tolerance of clocks that differ. */
const TOLERANCE_SECONDS = 3;
const EXPIRED_WITHIN_MS = 15_000;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const flip = (signature: string): string => {
  const bytes = Buffer.from(signature, 'base64url');
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
  return bytes.toString('base64url');
};

const expiredToken = async (realmKey: string): Promise<string> => {
  const token = await cachedToken({ realmKey, name: 'expired', anyAge: true }, () =>
    signInThrough('alice', SHORT_LIVED),
  );
  const exp = decodeJwt(token).exp ?? 0;
  await eventually(() => Date.now() / 1_000 > exp + TOLERANCE_SECONDS, { withinMs: EXPIRED_WITHIN_MS });
  return token;
};

const foreignToken = async (): Promise<string> => {
  await ensureRealm(OTHER_REALM);
  return requestToken(OTHER_REALM, {
    grant_type: 'password',
    client_id: clientIdOf('gateway'),
    client_secret: clientSecretOf(clientIdOf('gateway')),
    username: usernameOf('alice'),
    password: PASSWORD,
    scope: 'openid',
  });
};

/** Makes them from real ones. The first time takes a few seconds, because one has to grow old. */
export const forgedTokens = async (): Promise<ForgedTokens> => {
  const publicKey = await ensureRealm(REALM);
  const [expired, wrongIssuer, wrongAudience, { token }] = await Promise.all([
    expiredToken(publicKey),
    foreignToken(),
    signInThrough('alice', WITHOUT_AUDIENCE),
    signIn('alice'),
  ]);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = decodeJwt(token);
  const { kid = '' } = decodeProtectedHeader(token);
  const pem = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }).export({
    format: 'pem',
    type: 'spki',
  });
  const symmetric = `${encode({ alg: 'HS256', typ: 'JWT', kid })}.${payload}`;
  return {
    wrongSignature: `${header}.${payload}.${flip(signature)}`,
    tampered: `${header}.${encode({ ...claims, realm_access: { roles: ['superuser'] } })}.${signature}`,
    wrongAudience,
    wrongIssuer,
    algNone: `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    hs256: `${symmetric}.${createHmac('sha256', pem).update(symmetric).digest('base64url')}`,
    expired,
    garbage: 'not.a.token',
  };
};
