import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { lastLines, runCommand } from '../artifacts/run-command.mjs';
import { ManagedProcess } from '../process/managed-process.mjs';
import { commandLine, processIdentity } from '../process/process-identity.mjs';
import { waitUntil } from '../process/wait-until.mjs';
import { StackError } from '../stack-error.mjs';
import { findPostgres, isReachable, postgresUser } from './postgres-binaries.mjs';

/** Six services with their pools, tests that make a pool per file, and room for a person who looks. */
const MAX_CONNECTIONS = 300;

/**
 * @param {import('./server-context.mjs').ServerContext & { password: string }} context of the superuser `postgres`
 * @returns {Promise<import('./server-context.mjs').StartedServer>}
 */
export async function startPostgres({ home, logs, ports, record, signal, durable, password }) {
  const native = findPostgres();
  const data = dataFolder(home);
  await endLeftover(data);
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialise(native, data, password);
  const port = await ports.take('postgres');
  const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  const settings = ['unix_socket_directories=', `max_connections=${MAX_CONNECTIONS}`, 'shared_buffers=256MB'];
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const process = new ManagedProcess(
    {
      name: 'PostgreSQL',
      command: path.join(native, 'bin/postgres'),
      args: ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...settings.flatMap((setting) => ['-c', setting])],
      cwd: data,
      log: path.join(logs, 'postgres.log'),
      // SIGINT is its fast shutdown; on SIGTERM it would wait for every client to leave.
      stopSignal: 'SIGINT',
      user: postgresUser(),
    },
    record,
  );
  await process.start();
  const whenReady = () => process.waitReady(() => acceptsClients(url), { timeoutMs: 60_000, signal });
  await whenReady();
  return { url, process, whenReady };
}

/**
 * The data lies in the stack's folder, or beside the system's long-lived temporary files where `nobody` could not get
 * into the stack's folder (a checkout in the root user's home); a link tells where.
 * @param {string} home
 */
function dataFolder(home) {
  const link = path.join(home, 'postgres');
  if (postgresUser() === undefined || isReachable(home)) return link;
  const folder = outsideFolder(home);
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 });
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(folder, link);
  return folder;
}

/** @param {string} home */
function outsideFolder(home) {
  const name = createHash('sha256').update(path.resolve(home)).digest('hex').slice(0, 12);
  return path.join('/var/tmp', `flexspace-${name}`, 'postgres');
}

/**
 * Removes what may lie outside the stack's folder.
 * @param {string} home
 */
export function removeOutsideData(home) {
  rmSync(path.dirname(outsideFolder(home)), { recursive: true, force: true });
}

/**
 * A run that was killed leaves its PostgreSQL running, or its pid file behind. Both are ours by the data folder.
 * @param {string} data
 */
async function endLeftover(data) {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const identity = processIdentity(pid);
  if (identity !== undefined && commandLine(pid).includes(data)) {
    process.kill(pid, 'SIGINT');
    const gone = await waitUntil(() => processIdentity(pid) !== identity, { timeoutMs: 15_000, everyMs: 50 });
    if (!gone) process.kill(pid, 'SIGKILL');
  }
  rmSync(file, { force: true });
}

/**
 * @param {string} native
 * @param {string} data
 * @param {string} password
 */
async function initialise(native, data, password) {
  const part = `${data}.part`;
  const secret = `${data}.password`;
  const user = postgresUser();
  rmSync(part, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  mkdirSync(part, { recursive: true, mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  if (user !== undefined) for (const file of [part, secret]) chownSync(file, user.uid, user.gid);
  chmodSync(part, 0o700);
  const args = [
    '-D',
    part,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${secret}`,
    '--encoding=UTF8',
    '--locale=C.UTF-8',
  ];
  const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' };
  const result = await runCommand(path.join(native, 'bin/initdb'), [...args, '--no-sync'], { cwd: part, env, ...user });
  rmSync(secret, { force: true });
  if (result.code !== 0) {
    throw new StackError(
      `PostgreSQL could not make its data folder:\n${lastLines(result.output)}`,
      'Look at the free disk space and the rights of the folder; or give a running PostgreSQL in FLEXSPACE_POSTGRES_URL.',
    );
  }
  renameSync(part, data);
}

/** @param {string} url */
export async function acceptsClients(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on('error', () => undefined); // told by the rejected call below
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    // "Starting up" and "connection refused" alike: ask again.
    return false;
  }
}
