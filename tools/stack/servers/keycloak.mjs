import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { ManagedProcess } from '../process/managed-process.mjs';
import { answersOk } from '../process/wait-until.mjs';
import { keycloakCommand } from './keycloak-java.mjs';

/** Slow machines under load have needed more than a minute for the very first start. */
const READY_TIMEOUT_MS = 300_000;

/**
 * @typedef {object} KeycloakSettings
 * @property {string} java
 * @property {string} distribution
 * @property {{ username: string, password: string }} admin made at the first start
 */

/**
 * Starts a Keycloak of this stack's own from the machine's built distribution.
 * @param {import('./server-context.mjs').ServerContext} context
 * @param {KeycloakSettings} settings
 * @returns {Promise<import('./server-context.mjs').StartedServer & { url: string }>} not yet ready: await `whenReady`
 */
export async function startKeycloak({ home, logs, ports, record, signal }, { java, distribution, admin }) {
  const own = ownHome(path.join(home, 'keycloak'), distribution);
  const port = await ports.take('keycloak');
  const management = await ports.take('keycloak-management');
  const url = `http://127.0.0.1:${port}/auth`;
  const options = {
    // NOTE: given at the build it is not enough; without it here the server looks for a cluster.
    cache: 'local',
    'http-enabled': true,
    'http-host': '127.0.0.1',
    'http-port': port,
    'http-management-host': '127.0.0.1',
    'http-management-port': management,
    // Each realm says itself where people see it (frontendUrl); the services ask at this address.
    hostname: url,
    'hostname-backchannel-dynamic': true,
    'proxy-headers': 'xforwarded',
    'proxy-trusted-addresses': '127.0.0.1',
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const process = new ManagedProcess(
    {
      name: 'Keycloak',
      command: java,
      args: keycloakCommand(own, ['start', '--optimized', ...args]),
      env: {
        ...serverEnvironment(),
        KC_BOOTSTRAP_ADMIN_USERNAME: admin.username,
        KC_BOOTSTRAP_ADMIN_PASSWORD: admin.password,
      },
      log: path.join(logs, 'keycloak.log'),
    },
    record,
  );
  await process.start();
  // The health page can be fine although the main port could not be bound, so a realm is asked as well.
  const isReady = async () =>
    (await answersOk(`http://127.0.0.1:${management}/health/ready`)) &&
    (await answersOk(`${url}/realms/master/.well-known/openid-configuration`));
  const whenReady = () => process.waitReady(isReady, { timeoutMs: READY_TIMEOUT_MS, signal });
  return { url, process, whenReady };
}

/**
 * A home that borrows everything from the shared distribution but its data.
 * @param {string} home
 * @param {string} distribution
 */
function ownHome(home, distribution) {
  mkdirSync(path.join(home, 'data'), { recursive: true });
  for (const name of readdirSync(home))
    if (name !== 'data') rmSync(path.join(home, name), { recursive: true, force: true });
  for (const name of ['bin', 'conf', 'lib', 'providers', 'themes', 'version.txt']) {
    const source = path.join(distribution, name);
    if (existsSync(source)) symlinkSync(source, path.join(home, name));
  }
  return home;
}

/** Settings of another Keycloak in this shell are not meant for this one. */
function serverEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KC_')));
}
