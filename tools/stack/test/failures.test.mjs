import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { RunRecord } from '../process/run-record.mjs';
import { requireDiskSpace } from '../product/disk-space.mjs';
import { stackHome } from '../product/home.mjs';
import { describeFailure, StackError } from '../stack-error.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Servers that are said to be there, so that a test is about one of them alone. */
const GIVEN = {
  FLEXSPACE_POSTGRES_URL: 'postgres://nobody@127.0.0.1:9/none',
  FLEXSPACE_REDIS_URL: 'redis://127.0.0.1:9',
  FLEXSPACE_NATS_URL: 'nats://127.0.0.1:9',
  FLEXSPACE_KEYCLOAK_URL: 'http://127.0.0.1:9/auth',
};
const { FLEXSPACE_REDIS_URL: _, ...ALL_BUT_REDIS } = GIVEN;

/**
 * Runs `npm start` on a machine of its own: an empty cache, and hardly a program but Node and the given ones.
 * @param {import('node:test').TestContext} test
 * @param {{ env?: NodeJS.ProcessEnv, programs?: Record<string, string>, args?: string[] }} options
 */
async function start(test, { env = {}, programs = {}, args = ['--dev'] }) {
  const machine = temporaryFolder(test);
  const bin = path.join(machine, 'bin');
  const home = path.join(machine, 'home');
  mkdirSync(bin);
  // PostgreSQL runs as nobody where root starts it, and its data lies in here.
  chmodSync(machine, 0o755);
  symlinkSync(process.execPath, path.join(bin, 'node'));
  for (const tool of ['/bin/sh', '/usr/bin/id']) symlinkSync(tool, path.join(bin, path.basename(tool)));
  for (const [name, text] of Object.entries(programs)) writeFileSync(path.join(bin, name), text, { mode: 0o755 });
  const child = spawn(process.execPath, [path.join(ROOT, 'tools/stack/start.mjs'), ...args], {
    env: { PATH: bin, XDG_CACHE_HOME: path.join(machine, 'cache'), FLEXSPACE_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  const [code] = await once(child, 'close');
  return { code, ...said, home, machine };
}

/**
 * One message, in words and with what to do, and nothing that goes on running.
 * @param {Awaited<ReturnType<typeof start>>} run
 * @param {RegExp} what
 */
function assertFailedClearly(run, what) {
  assert.equal(run.code, 1, run.out + run.err);
  assert.match(run.err, what);
  assert.equal(run.err.match(/✗/g)?.length, 1, run.err);
  assert.match(run.err, /\n {2}→ \S/);
  assert.doesNotMatch(run.err, /\n\s+at .*:\d+:\d+/, 'a stack trace is not for people');
  assert.deepEqual(RunRecord.alive(path.join(run.home, 'run.json')), []);
  assert.deepEqual(processesThatName(run.machine), []);
}

/**
 * Whatever runs with the folder in its command line or environment, whoever remembers having started it.
 * @param {string} folder
 */
function processesThatName(folder) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return ['cmdline', 'environ'].some((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(folder));
    } catch {
      // It ended meanwhile, or is somebody else's.
      return false;
    }
  });
}

describe('npm start that cannot go on says why once, ends with 1 and leaves nothing running', () => {
  it('when a tool is missing', async (test) => {
    const { FLEXSPACE_POSTGRES_URL: _own, ...env } = ALL_BUT_REDIS;
    const run = await start(test, { env });
    assert.match(run.out, /✓ PostgreSQL started/);
    assertFailedClearly(run, /Redis 6.2 or newer was not found on this machine/);
  });

  it('when Java is missing', async (test) => {
    const { FLEXSPACE_KEYCLOAK_URL: _own, ...env } = GIVEN;
    assertFailedClearly(await start(test, { env }), /Java 17 or newer was not found on this machine/);
  });

  it('when the port it was told to take is taken', async (test) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    test.after(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const env = { ...GIVEN, FLEXSPACE_PORT: String(port) };
    for (const args of [['--dev'], ['--dev', '--detach']]) {
      assertFailedClearly(await start(test, { env, args }), new RegExp(`Port ${port} of 127.0.0.1 is taken`));
    }
  });

  it('when a download is not what it should be', async (test) => {
    const pip =
      '#!/bin/sh\nfor a; do [ "$p" = -d ] && d=$a; p=$a; done\n[ -n "$d" ] && echo nonsense > "$d/x.whl"\nexit 0\n';
    const run = await start(test, { env: ALL_BUT_REDIS, programs: { pip3: pip } });
    assertFailedClearly(run, /x\.whl is broken/);
    assert.deepEqual(readdirSync(path.join(run.machine, 'cache/flexspace')), []);
  });

  it('when a download does not come', async (test) => {
    const pip = '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "no route to host" >&2\nexit 1\n';
    const run = await start(test, { env: ALL_BUT_REDIS, programs: { pip3: pip } });
    assertFailedClearly(run, /no route to host/);
  });

  it('when a server does not come up', async (test) => {
    const redis =
      '#!/bin/sh\n[ "$1" = --version ] && { echo "Redis server v=7.0.0"; exit 0; }\necho "Bad directive" >&2; exit 1\n';
    const run = await start(test, { env: ALL_BUT_REDIS, programs: { 'redis-server': redis } });
    assertFailedClearly(run, /Redis ended before it was ready[^]*Bad directive/);
  });

  it('when a server that was given is not there', async (test) => {
    assertFailedClearly(await start(test, { env: GIVEN }), /127\.0\.0\.1:9/);
  });

  it('when it is told something that it does not know', async (test) => {
    assertFailedClearly(await start(test, { args: ['--resett'] }), /--resett/);
  });
});

describe('a disk that is full', () => {
  it('is refused before anything begins', (test) => {
    const home = temporaryFolder(test);
    assert.throws(
      () => requireDiskSpace(home, Number.MAX_SAFE_INTEGER),
      (error) => error instanceof StackError && /^Only \d+ MB are free/.test(error.message) && error.remedy !== '',
    );
    requireDiskSpace(home, 1);
  });

  it('is one message also where it shows half-way', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    assert.match(describeFailure(error), /^The disk is full .*\n {2}→ Free some space/);
  });
});

describe('a folder that is named for the data', () => {
  it('is refused when it holds other things, since beginning anew empties it', (test) => {
    const home = temporaryFolder(test);
    assert.equal(stackHome('/checkout', { FLEXSPACE_HOME: home }), home);
    writeFileSync(path.join(home, 'diary.txt'), 'dear diary');
    assert.throws(() => stackHome('/checkout', { FLEXSPACE_HOME: home }), StackError);
    writeFileSync(path.join(home, 'ports.json'), '{}');
    assert.equal(stackHome('/checkout', { FLEXSPACE_HOME: home }), home);
    assert.equal(stackHome('/checkout', {}), '/checkout/.flexspace');
  });
});
