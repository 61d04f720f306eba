import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.mjs';

/** Names in capitals come from the environment; Keycloak has texts of its own in the same form, in lower case. */
const PLACEHOLDER = /\$\{([A-Z][A-Z0-9_]*)(?::([^}]*))?\}/g;

/**
 * @typedef {Record<string, any> & { realm: string }} RealmFile
 */

/**
 * deploy/keycloak/flexspace-realm.json with its placeholders filled in, and the realm's public address in it.
 * @param {string} root
 * @param {{ publicUrl: string, frontendUrl?: string, clientSecrets: Record<string, string>, env: NodeJS.ProcessEnv }} values
 * @returns {RealmFile}
 */
export function renderRealm(root, { publicUrl, frontendUrl, clientSecrets, env }) {
  const text = readFileSync(path.join(root, 'deploy/keycloak/flexspace-realm.json'), 'utf8');
  const secrets = Object.entries(clientSecrets).map(([name, secret]) => [
    `${name.toUpperCase()}_CLIENT_SECRET`,
    secret,
  ]);
  /** @type {Record<string, string | undefined>} */
  const values = {
    ...env,
    GOOGLE_ENABLED: String(Boolean(env['GOOGLE_CLIENT_ID'])),
    PUBLIC_URL: publicUrl,
    BACKCHANNEL_LOGOUT_URL: `${publicUrl}/api/auth/backchannel-logout`,
    ...Object.fromEntries(secrets),
  };
  const realm = JSON.parse(fillPlaceholders(text, values));
  if (frontendUrl !== undefined) realm.attributes = { ...realm.attributes, frontendUrl };
  return realm;
}

/**
 * Keycloak leaves an unset placeholder as it stands, so that a forgotten secret becomes a known one; here it is refused.
 * @param {string} text
 * @param {Record<string, string | undefined>} values
 */
export function fillPlaceholders(text, values) {
  /** @type {Set<string>} */
  const missing = new Set();
  const filled = text.replaceAll(PLACEHOLDER, (whole, name, fallback) => {
    const value = values[name] ?? fallback;
    if (value === undefined) missing.add(name);
    return value === undefined ? whole : JSON.stringify(value).slice(1, -1);
  });
  if (missing.size === 0) return filled;
  throw new StackError(
    `The realm file wants ${[...missing].join(', ')}, and nobody gave it.`,
    'Set it in the environment.',
  );
}

/**
 * Tells whether a realm in Keycloak was made from this very file and these values.
 * @param {RealmFile} realm
 */
export function realmHash(realm) {
  return createHash('sha256').update(JSON.stringify(realm)).digest('hex');
}

/**
 * Makes the realm, or brings one that exists up to date where the file decides: addresses, secrets, clients, roles,
 * and the link to Google. People, groups and sessions are never touched.
 * @param {import('./keycloak-admin.mjs').KeycloakAdmin} admin
 * @param {RealmFile} realm
 */
export async function applyRealm(admin, realm) {
  const at = `/${realm.realm}`;
  const existing = await admin.get(at);
  if (existing === undefined) {
    await admin.send('POST', '', realm);
    return;
  }
  await admin.send('PUT', at, {
    ...existing,
    ...settingsOf(realm),
    attributes: { ...existing.attributes, ...realm['attributes'] },
  });
  for (const role of realm['roles'].realm) {
    if ((await admin.get(`${at}/roles/${role.name}`)) === undefined) await admin.send('POST', `${at}/roles`, role);
  }
  for (const client of realm['clients']) await applyClient(admin, at, client);
  for (const account of realm['users']) await applyServiceAccount(admin, at, account);
  for (const provider of realm['identityProviders']) {
    await admin.send('PUT', `${at}/identity-provider/instances/${provider.alias}`, provider);
  }
}

/**
 * The plain settings of the realm, without the collections that have their own endpoints.
 * @param {RealmFile} realm
 */
function settingsOf(realm) {
  return Object.fromEntries(
    Object.entries(realm).filter(([name, value]) => typeof value !== 'object' || name === 'smtpServer'),
  );
}

/**
 * @param {import('./keycloak-admin.mjs').KeycloakAdmin} admin
 * @param {string} at
 * @param {Record<string, any>} client
 */
async function applyClient(admin, at, client) {
  const [existing] = await admin.get(`${at}/clients?clientId=${encodeURIComponent(client['clientId'])}`);
  if (existing === undefined) {
    await admin.send('POST', `${at}/clients`, client);
    return;
  }
  const attributes = { ...existing.attributes, ...client['attributes'] };
  await admin.send('PUT', `${at}/clients/${existing.id}`, {
    ...existing,
    ...client,
    protocolMappers: existing.protocolMappers,
    attributes,
  });
  const present = new Set(
    (existing.protocolMappers ?? []).map((/** @type {{ name: string }} */ mapper) => mapper.name),
  );
  for (const mapper of client['protocolMappers'] ?? []) {
    if (!present.has(mapper.name))
      await admin.send('POST', `${at}/clients/${existing.id}/protocol-mappers/models`, mapper);
  }
}

/**
 * @param {import('./keycloak-admin.mjs').KeycloakAdmin} admin
 * @param {string} at
 * @param {Record<string, any>} account
 */
async function applyServiceAccount(admin, at, account) {
  const [client] = await admin.get(`${at}/clients?clientId=${encodeURIComponent(account['serviceAccountClientId'])}`);
  const user = await admin.get(`${at}/clients/${client.id}/service-account-user`);
  const realmRoles = await Promise.all(
    (account['realmRoles'] ?? []).map((/** @type {string} */ name) => admin.get(`${at}/roles/${name}`)),
  );
  await admin.send('POST', `${at}/users/${user.id}/role-mappings/realm`, realmRoles);
  for (const [owner, names] of Object.entries(account['clientRoles'] ?? {})) {
    const [container] = await admin.get(`${at}/clients?clientId=${encodeURIComponent(owner)}`);
    const roles = await Promise.all(
      names.map((/** @type {string} */ name) => admin.get(`${at}/clients/${container.id}/roles/${name}`)),
    );
    await admin.send('POST', `${at}/users/${user.id}/role-mappings/clients/${container.id}`, roles);
  }
}
