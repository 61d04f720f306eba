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
 * A database for each service and two roles: one owns it and runs the migrations, the other works in it, which is all the service
 * is given. Neither can open another's.
 * @param {string} superuserUrl
 * @param {{ passwords: Record<string, string>, ownerPasswords: Record<string, string>, prefix: string, reset: boolean }} options
 * @returns {Promise<{ services: Record<string, string>, owners: Record<string, string> }>} urls by service
 */
export async function createDatabases(superuserUrl, { passwords, ownerPasswords, prefix, reset }) {
  const client = new pg.Client({ connectionString: superuserUrl });
  client.on('error', () => undefined); // told by the rejected query
  try {
    await client.connect();
    /** @type {Record<string, string>} */
    const services = {};
    /** @type {Record<string, string>} */
    const owners = {};
    for (const service of DATABASES) {
      const name = `${prefix}${service}`;
      const password = passwords[service] ?? '';
      if (reset) await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      const owner = { name: ownerOf(name), password: ownerPasswords[service] ?? '' };
      await ensureRole(client, { name, password });
      await ensureRole(client, owner);
      await ensureDatabase(client, name);
      await handOver(superuserUrl, { client, name });
      services[service] = urlFor(superuserUrl, { database: name, name, password });
      owners[service] = urlFor(superuserUrl, { database: name, ...owner });
    }
    return { services, owners };
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
  await client.query(`CREATE DATABASE ${quoted} OWNER ${pg.escapeIdentifier(ownerOf(name))}`);
  await client.query(`REVOKE CONNECT ON DATABASE ${quoted} FROM PUBLIC`);
  // Benches compare the product with plain tables of their own, in a schema of their own.
  await client.query(`GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${quoted} TO ${quoted}`);
}

/**
 * A database that an older checkout made belongs to the service itself: everything in it goes to the owner.
 * @param {string} superuserUrl
 * @param {{ client: pg.Client, name: string }} database
 */
async function handOver(superuserUrl, { client, name }) {
  const quoted = pg.escapeIdentifier(name);
  const owner = pg.escapeIdentifier(ownerOf(name));
  const { rowCount } = await client.query(
    'SELECT 1 FROM pg_database WHERE datname = $1 AND pg_get_userbyid(datdba) = $1',
    [name],
  );
  if (rowCount === 0) return;
  const inside = new URL(superuserUrl);
  inside.pathname = `/${name}`;
  const within = new pg.Client({ connectionString: inside.href });
  within.on('error', () => undefined); // told by the rejected query
  await within.connect();
  try {
    await within.query(`REASSIGN OWNED BY ${quoted} TO ${owner}`);
    await within.query(`ALTER DATABASE ${quoted} OWNER TO ${owner}`);
    await within.query(`GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${quoted} TO ${quoted}`);
  } finally {
    await within.end();
  }
}

/**
 * @param {string} name of a service's role and database
 */
function ownerOf(name) {
  return `${name}_owner`;
}

/**
 * @param {string} superuserUrl
 * @param {{ database: string, name: string, password: string }} role
 */
function urlFor(superuserUrl, { database, name, password }) {
  const url = new URL(superuserUrl);
  url.username = name;
  url.password = password;
  url.pathname = `/${database}`;
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
      const name = `${prefix}${service}`;
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      for (const role of [name, ownerOf(name)]) await client.query(`DROP ROLE IF EXISTS ${pg.escapeIdentifier(role)}`);
    }
  } finally {
    await client.end();
  }
}
