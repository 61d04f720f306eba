import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writePrivate } from './private-file.mjs';
import { CLIENTS, DATABASES } from './service-plan.mjs';

/**
 * @typedef {object} Secrets
 * @property {string} postgres password of the superuser
 * @property {{ username: string, password: string }} keycloak administrator of the whole server
 * @property {Record<string, string>} databases password of each service's role
 * @property {Record<string, string>} owners password of the role that owns each service's database
 * @property {Record<string, string>} clients secret of each service's client in the realm
 */

/**
 * The secrets of one stack: made at its set-up, kept beside its data, readable by the owner alone. What the
 * environment gives (for servers that are given too) goes before them and is not kept.
 * @param {string} home
 * @param {NodeJS.ProcessEnv} env
 * @returns {Secrets}
 */
export function readSecrets(home, env) {
  const file = path.join(home, 'secrets.json');
  /** @type {Partial<Secrets>} */
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  /** @type {Secrets} */
  const secrets = {
    postgres: kept.postgres ?? newSecret(),
    keycloak: kept.keycloak ?? { username: 'admin', password: newSecret() },
    databases: Object.fromEntries(DATABASES.map((name) => [name, kept.databases?.[name] ?? newSecret()])),
    owners: Object.fromEntries(DATABASES.map((name) => [name, kept.owners?.[name] ?? newSecret()])),
    clients: Object.fromEntries(CLIENTS.map((name) => [name, kept.clients?.[name] ?? newSecret()])),
  };
  if (JSON.stringify(kept) !== JSON.stringify(secrets)) writePrivate(file, secrets);
  return withGiven(secrets, env);
}

/**
 * @param {Secrets} secrets
 * @param {NodeJS.ProcessEnv} env
 * @returns {Secrets}
 */
function withGiven(secrets, env) {
  const given = (/** @type {string} */ name) => env[`FLEXSPACE_OIDC_SECRET_${name.toUpperCase()}`];
  return {
    ...secrets,
    keycloak: {
      username: env['FLEXSPACE_KEYCLOAK_ADMIN_USERNAME'] ?? secrets.keycloak.username,
      password: env['FLEXSPACE_KEYCLOAK_ADMIN_PASSWORD'] ?? secrets.keycloak.password,
    },
    clients: Object.fromEntries(Object.entries(secrets.clients).map(([name, own]) => [name, given(name) ?? own])),
  };
}

function newSecret() {
  return randomBytes(24).toString('base64url');
}
