import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Ports } from '../process/free-ports.mjs';
import { RunRecord } from '../process/run-record.mjs';
import { findProgram, isAtLeast, onPath } from '../servers/find-program.mjs';
import { isReachable } from '../servers/postgres-binaries.mjs';
import { startRedis } from '../servers/redis.mjs';
import { StackError } from '../stack-error.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/**
 * Puts a program of the given text first on the PATH.
 * @param {import('node:test').TestContext} test
 * @param {string} name
 * @param {string} text
 */
function fakeProgram(test, name, text) {
  const folder = temporaryFolder(test);
  writeFileSync(path.join(folder, name), text, { mode: 0o755 });
  const { PATH } = process.env;
  test.after(() => Object.assign(process.env, { PATH }));
  process.env['PATH'] = `${folder}:${PATH}`;
  return path.join(folder, name);
}

describe('finding a program', () => {
  it('compares versions as numbers', () => {
    assert.equal(isAtLeast('2.11.0', [2, 11]), true);
    assert.equal(isAtLeast('2.9.10', [2, 11]), false);
    assert.equal(isAtLeast('10.0', [9, 9]), true);
  });

  it('passes by one on the PATH that is too old', (test) => {
    fakeProgram(test, 'thing-server', '#!/bin/sh\necho v1.2.3\n');
    const version = { args: ['--version'], pattern: /v(\d+\.\d+\.\d+)/ };
    assert.equal(onPath('thing-server', { ...version, least: [2] }), undefined);
    assert.match(onPath('thing-server', { ...version, least: [1, 2] }) ?? '', /thing-server$/);
  });

  it('asks the next source when one fails, and tells what was tried when none has it', async () => {
    const broken = () => {
      throw new StackError('no network', 'wait');
    };
    assert.equal(await findProgram('Thing', [broken, () => '/bin/thing'], 'Install it.'), '/bin/thing');
    await assert.rejects(
      findProgram('Thing', [broken, () => undefined], 'Install it.'),
      (error) => error instanceof StackError && /no network/.test(error.message) && error.remedy === 'Install it.',
    );
  });
});

describe('a server that does not come up', () => {
  it('is one message with its own words, and leaves nothing running', async (test) => {
    const script =
      '#!/bin/sh\n[ "$1" = --version ] && { echo "Redis server v=7.0.0"; exit 0; }\necho "Bad directive" >&2; exit 1\n';
    fakeProgram(test, 'redis-server', script);
    const home = temporaryFolder(test);
    const record = new RunRecord(path.join(home, 'run.json'));
    const ports = new Ports(path.join(home, 'ports.json'));
    const { signal } = new AbortController();
    await assert.rejects(
      startRedis({ home, logs: home, ports, record, signal, durable: false }),
      /Redis ended before[^]*Bad directive/,
    );
    assert.deepEqual(record.processes, []);
  });
});

describe('a folder for PostgreSQL, which does not run as root', () => {
  it('is of no use below one that is its owner’s alone', (test) => {
    const home = temporaryFolder(test);
    const folder = path.join(home, 'checkout/native');
    mkdirSync(folder, { recursive: true });
    chmodSync(home, 0o755);
    assert.equal(isReachable(folder), true);
    chmodSync(home, 0o700);
    assert.equal(isReachable(folder), false);
  });
});
