import { randomBytes } from 'node:crypto';
import { userId, type UserId } from '@flexspace/kernel';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { callAdmin, ensureRealm, requestToken } from './keycloak-admin.js';
import {
  clientIdOf,
  clientSecretOf,
  PASSWORD,
  REALM,
  userRepresentation,
  usernameOf,
  type PersonName,
  type ServiceClient,
} from './test-realm.js';
import { cachedToken } from './token-cache.js';

export { usernameOf, type PersonName } from './test-realm.js';

/** Somebody with a token. */
export interface SignedIn {
  readonly token: string;
  readonly userId: UserId;
  readonly username: string;
  readonly fullName: string;
}

const claims = z.object({
  sub: z.string(),
  preferred_username: z.string(),
  name: z.string().optional(),
});

const signedIn = (token: string): SignedIn => {
  const { sub, preferred_username, name } = claims.parse(decodeJwt(token));
  return { token, userId: userId(sub), username: preferred_username, fullName: name ?? preferred_username };
};

/** Everybody in the test realm has the same. */
export const passwordOf = (_name: PersonName): string => PASSWORD;

const passwordGrant = (username: string, clientId = clientIdOf('gateway')): Promise<string> =>
  requestToken(REALM, {
    grant_type: 'password',
    client_id: clientId,
    client_secret: clientSecretOf(clientId),
    username,
    password: PASSWORD,
    scope: 'openid',
  });

/** A token by another client of the realm: for tokens that must be refused. */
export const signInThrough = async (name: PersonName, clientId: string): Promise<string> => {
  await ensureRealm(REALM);
  return passwordGrant(usernameOf(name), clientId);
};

/**
 * Signs a person in at the real Keycloak. The token lives two hours and is shared by all tests; a test that ends the session asks
 * for a fresh one.
 */
export const signIn = async (name: PersonName, options: { readonly fresh?: boolean } = {}): Promise<SignedIn> => {
  const realmKey = await ensureRealm(REALM);
  const fetchToken = (): Promise<string> => passwordGrant(usernameOf(name));
  return signedIn(options.fresh === true ? await fetchToken() : await cachedToken({ realmKey, name }, fetchToken));
};

/** A service's own account. */
export const signInService = async (client: ServiceClient): Promise<SignedIn> => {
  const realmKey = await ensureRealm(REALM);
  const token = await cachedToken({ realmKey, name: `service ${client}` }, () =>
    requestToken(REALM, {
      grant_type: 'client_credentials',
      client_id: clientIdOf(client),
      client_secret: clientSecretOf(clientIdOf(client)),
    }),
  );
  return signedIn(token);
};

/** A person whom no other test knows. */
export const createPerson = async (person: {
  readonly firstName: string;
  readonly lastName: string;
}): Promise<SignedIn> => {
  await ensureRealm(REALM);
  const username = `${person.firstName}.${randomBytes(4).toString('hex')}`.toLowerCase();
  const made = await callAdmin('POST', `/${REALM}/users`, userRepresentation({ ...person, username }, []));
  if (!made.ok) throw new Error(`Keycloak did not make ${username}: ${made.status} ${await made.text()}`);
  return signedIn(await passwordGrant(username));
};
