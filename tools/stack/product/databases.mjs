import pg from 'pg';
import { StackError } from '../stack-error.mjs';
import { DATABASES } from './service-plan.mjs';

/**
 * A stack's prefix in the form that needs no quoting in a database's name.
 * @param {string} prefix
 */
export function databasePrefix(prefix) {
  return prefix.replaceAll('-', '_');
}

/**
 * A role and a database for each service; the role owns its database and can open no other.
 * @param {string} superuserUrl
 * @param {{ passwords: Record<string, string>, prefix: string, reset: boolean }} options
 * @returns {Promise<Record<string, string>>} url by service
 */
export async function createDatabases(superuserUrl, { passwords, prefix, reset }) {
  const client = new pg.Client({ connectionString: superuserUrl });
  client.on('error', () => undefined); // told by the rejected query
  try {
    await client.connect();
    /** @type {Record<string, string>} */
    const urls = {};
    for (const service of DATABASES) {
      const name = `${prefix}${service}`;
      const password = passwords[service] ?? '';
      if (reset) await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      await ensureRole(client, { name, password });
      await ensureDatabase(client, name);
      urls[service] = urlFor(superuserUrl, name, password);
    }
    return urls;
  } catch (error) {
    throw new StackError(
      `The databases could not be made: ${error instanceof Error ? error.message : String(error)}.`,
      'FLEXSPACE_POSTGRES_URL has to name a superuser of a PostgreSQL 18; leave it away to have one started.',
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined); // it may never have connected
  }
}

/**
 * @param {pg.Client} client
 * @param {{ name: string, password: string }} role
 */
async function ensureRole(client, { name, password }) {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE ${pg.escapeIdentifier(name)} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
}

/**
 * @param {pg.Client} client
 * @param {string} name
 */
async function ensureDatabase(client, name) {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rowCount !== 0) return;
  const quoted = pg.escapeIdentifier(name);
  await client.query(`CREATE DATABASE ${quoted} OWNER ${quoted}`);
  await client.query(`REVOKE CONNECT ON DATABASE ${quoted} FROM PUBLIC`);
}

/**
 * @param {string} superuserUrl
 * @param {string} name of the role and of the database
 * @param {string} password
 */
function urlFor(superuserUrl, name, password) {
  const url = new URL(superuserUrl);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Removes what createDatabases has made, for runs that must leave a given server as it was.
 * @param {string} superuserUrl
 * @param {string} prefix
 */
export async function dropDatabases(superuserUrl, prefix) {
  const client = new pg.Client({ connectionString: superuserUrl });
  client.on('error', () => undefined); // told by the rejected query
  await client.connect();
  try {
    for (const service of DATABASES) {
      const name = pg.escapeIdentifier(`${prefix}${service}`);
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS ${name}`);
    }
  } finally {
    await client.end();
  }
}
