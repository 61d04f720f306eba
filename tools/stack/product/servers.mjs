import { keycloakDistribution } from '../servers/keycloak-distribution.mjs';
import { findJava } from '../servers/java.mjs';
import { startKeycloak } from '../servers/keycloak.mjs';
import { startNats } from '../servers/nats.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { startRedis } from '../servers/redis.mjs';

/** @typedef {import('../servers/server-context.mjs').StartedServer} StartedServer */

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {StartedServer} [own] absent when it was given by the environment and is not ours to stop
 */

/**
 * @typedef {object} Servers
 * @property {Promise<Server>} postgres
 * @property {Promise<Server>} redis
 * @property {Promise<Server>} nats
 * @property {Promise<Server>} keycloak resolves when its process has been started
 * @property {Promise<void>} keycloakReady
 */

/**
 * Starts the four servers at once, or takes those that the environment gives. Keycloak, the slow one, has its own
 * promise, so that everything else goes on beside it.
 * @param {import('../servers/server-context.mjs').ServerContext} context
 * @param {{ secrets: import('./secrets.mjs').Secrets, env: NodeJS.ProcessEnv, progress: import('../progress.mjs').Progress }} options
 * @returns {Servers}
 */
export function startServers(context, { secrets, env, progress }) {
  /**
   * @param {string} title
   * @param {string} name
   * @param {() => Promise<StartedServer>} start
   * @returns {Promise<Server>}
   */
  const giveOrStart = async (title, name, start) => {
    const given = env[`FLEXSPACE_${name}_URL`];
    if (given) return { url: given };
    const own = await progress.step(`${title} started`, start);
    return { url: own.url, own };
  };
  const postgres = giveOrStart('PostgreSQL', 'POSTGRES', () =>
    startPostgres({ ...context, password: secrets.postgres }),
  );
  const redis = giveOrStart('Redis', 'REDIS', () => startRedis(context));
  const nats = giveOrStart('NATS', 'NATS', () => startNats(context));
  const keycloak = keycloakServer(context, { secrets, env, progress });
  const keycloakReady = keycloak.then(async ({ own }) => {
    if (own !== undefined) await progress.step('Keycloak ready', own.whenReady);
  });
  // Each is awaited later; until then a failure must not count as unhandled.
  for (const promise of [postgres, redis, nats, keycloak, keycloakReady]) promise.catch(() => undefined);
  return { postgres, redis, nats, keycloak, keycloakReady };
}

/**
 * @param {import('../servers/server-context.mjs').ServerContext} context
 * @param {{ secrets: import('./secrets.mjs').Secrets, env: NodeJS.ProcessEnv, progress: import('../progress.mjs').Progress }} options
 * @returns {Promise<Server>}
 */
async function keycloakServer(context, { secrets, env, progress }) {
  const given = env['FLEXSPACE_KEYCLOAK_URL'];
  if (given) return { url: given.replace(/\/$/, '') };
  const java = await findJava();
  const distribution = await keycloakDistribution(java, progress);
  const own = await startKeycloak(context, { java, distribution, admin: secrets.keycloak });
  return { url: own.url, own };
}
