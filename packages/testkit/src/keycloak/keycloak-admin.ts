import { z } from 'zod';
import { eventually } from '../eventually.js';
import { testServers } from '../test-servers.js';
import { realmRepresentation } from './test-realm.js';

const tokenAnswer = z.object({ access_token: z.string() });
const CONFLICT = 409;
const NOT_FOUND = 404;
const READY_WITHIN_MS = 60_000;

/** An access token by any grant. */
export const requestToken = async (realm: string, form: Record<string, string>): Promise<string> => {
  const url = `${testServers().keycloakUrl}/realms/${realm}/protocol/openid-connect/token`;
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  if (!response.ok)
    throw new Error(`Keycloak refused a token of ${realm}: ${response.status} ${await response.text()}`);
  return tokenAnswer.parse(await response.json()).access_token;
};

/** Calls the admin API; the path is below /admin/realms. */
export const callAdmin = async (method: string, path: string, body?: object): Promise<Response> => {
  const { username, password } = testServers().keycloakAdmin;
  const token = await requestToken('master', { grant_type: 'password', client_id: 'admin-cli', username, password });
  return fetch(`${testServers().keycloakUrl}/admin/realms${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
};

const realmAnswer = z.object({ public_key: z.string() });

/** The realm's public key, or undefined when there is no such realm. */
const publicKey = async (realm: string): Promise<string | undefined> => {
  const response = await fetch(`${testServers().keycloakUrl}/realms/${realm}`);
  if (response.status === NOT_FOUND) {
    await response.body?.cancel();
    return undefined;
  }
  if (!response.ok) throw new Error(`Keycloak answers ${response.status}: ${await response.text()}`);
  return realmAnswer.parse(await response.json()).public_key;
};

/**
 * The realm's public key, after making the realm if it is not there. Keycloak makes a realm in one transaction, so of several
 * processes one makes it and the others are told that it exists.
 */
export const ensureRealm = async (realm: string): Promise<string> => {
  const existing = await publicKey(realm);
  if (existing !== undefined) return existing;
  const made = await callAdmin('POST', '', realmRepresentation(realm));
  const text = await made.text();
  return eventually(
    async () => {
      const key = await publicKey(realm);
      if (key !== undefined) return key;
      const why = made.ok || made.status === CONFLICT ? 'not there yet' : `${made.status} ${text}`;
      throw new Error(`the realm ${realm} cannot be made: ${why}`);
    },
    { withinMs: READY_WITHIN_MS },
  );
};
