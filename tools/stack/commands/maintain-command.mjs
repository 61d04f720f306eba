import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSecrets } from '../product/secrets.mjs';
import { entryPoint } from '../product/service-processes.mjs';
import { DATABASES, SERVICES } from '../product/service-plan.mjs';
import { stackFile } from '../product/stack-file.mjs';
import { StackError } from '../stack-error.mjs';

/** What can be made anew from its owner, and which command of which service does it. */
const PROJECTIONS = /** @type {const} */ ({
  'booking-desks': { service: 'booking', command: 'rebuild-desks' },
});

/**
 * @typedef {object} StackFacts what stack.json says, as far as it matters here
 * @property {{ url: string, realm: string }} keycloak
 * @property {Record<string, string>} postgres
 * @property {Record<string, { grpc?: string }[]>} services
 */

/**
 * `npm run rebuild -- <projection>`: makes one service's copy of another's data anew, while the stack runs.
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function rebuild(root, args) {
  const known = Object.keys(PROJECTIONS).join(', ');
  const [name = ''] = args;
  const found = Object.entries(PROJECTIONS).find(([projection]) => projection === name);
  if (found === undefined || args.length !== 1) {
    throw new StackError(
      name === '' ? 'Which projection?' : `There is no projection ${args.join(' ')}.`,
      `npm run rebuild -- <projection>, one of: ${known}`,
    );
  }
  const [, { service, command }] = found;
  return runCommandOf(root, service, command);
}

/**
 * `npm run verify-audit`: walks the audit chain of every service that keeps one.
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function verifyAudit(root, args) {
  if (args.length > 0) throw new StackError(`There is nothing to say: ${args.join(' ')}.`, 'npm run verify-audit');
  let worst = 0;
  // Also after a broken one: whoever looks wants to know about each.
  for (const service of DATABASES) worst = Math.max(worst, await runCommandOf(root, service, 'verify-audit'));
  return worst;
}

/**
 * Runs a command of a service, on the stack that runs in this checkout or the one that FLEXSPACE_STACK names.
 * @param {string} root
 * @param {string} service
 * @param {string} command
 * @returns {Promise<number>} the exit code
 */
function runCommandOf(root, service, command) {
  const file = process.env['FLEXSPACE_STACK'] ?? stackFile(path.join(root, '.flexspace'));
  if (!existsSync(file)) {
    throw new StackError('FlexSpace does not run in this checkout.', 'Start it with npm start -- --detach first.');
  }
  const env = commandEnvironment(service, {
    facts: JSON.parse(readFileSync(file, 'utf8')),
    clientSecrets: readSecrets(path.dirname(file), process.env).clients,
  });
  const child = spawn(process.execPath, [entryPoint(root, service), command], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Settings of a service's commands on a stack that runs.
 * @param {string} service
 * @param {{ facts: StackFacts, clientSecrets: Record<string, string> }} stack
 * @returns {Record<string, string>}
 */
export function commandEnvironment(service, { facts, clientSecrets }) {
  const plan = SERVICES.find(({ name }) => name === service);
  const settings = {
    DATABASE_URL: facts.postgres[service],
    OIDC_URL: `${facts.keycloak.url}/realms/${facts.keycloak.realm}`,
    OIDC_CLIENT_ID: `flexspace-${plan?.client}`,
    OIDC_CLIENT_SECRET: clientSecrets[plan?.client ?? ''],
    CATALOG_ADDRESS: facts.services['catalog']?.[0]?.grpc,
  };
  const given = Object.entries(settings).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [`FLEXSPACE_${name}`, String(value)]));
}
