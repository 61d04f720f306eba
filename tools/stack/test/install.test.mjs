import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ensureInstalled } from '../bootstrap/ensure-installed.mjs';
import { Progress } from '../progress.mjs';
import { StackError } from '../stack-error.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/**
 * A checkout with one package, and an npm that writes down how it was called.
 * @param {import('node:test').TestContext} test
 * @param {number} [exitCode] of npm
 */
function checkout(test, exitCode = 0) {
  const root = temporaryFolder(test);
  const calls = path.join(root, 'calls');
  const npm = path.join(root, 'npm.js');
  writeFileSync(
    npm,
    `require('fs').appendFileSync(${JSON.stringify(calls)}, process.argv[2] + '\\n'); require('fs').mkdirSync('node_modules/a', { recursive: true }); process.exit(${exitCode});`,
  );
  const { npm_execpath: before } = process.env;
  test.after(() => {
    if (before === undefined) delete process.env['npm_execpath'];
    else process.env['npm_execpath'] = before;
  });
  process.env['npm_execpath'] = npm;
  lock(root, '1.0.0');
  return {
    root,
    install: () => ensureInstalled(root, new Progress(() => undefined)),
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []),
  };
}

/**
 * @param {string} root
 * @param {string} version
 */
function lock(root, version) {
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: { 'node_modules/a': { version } } }));
}

describe('the packages', () => {
  it('are installed once, and again when package-lock.json changes', async (test) => {
    const { root, install, calls } = checkout(test);
    await install();
    await install();
    assert.deepEqual(calls(), ['ci']);
    lock(root, '2.0.0');
    await install();
    await install();
    assert.deepEqual(calls(), ['ci', 'install']);
  });

  it('are left alone where somebody ran npm by hand, unless a folder of theirs is gone', async (test) => {
    const { root, install, calls } = checkout(test);
    mkdirSync(path.join(root, 'node_modules/a'), { recursive: true });
    const hidden = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
    writeFileSync(path.join(root, 'node_modules/.package-lock.json'), hidden);
    await install();
    assert.deepEqual(calls(), []);
    rmSync(path.join(root, 'node_modules/a'), { recursive: true });
    rmSync(path.join(root, 'node_modules/.flexspace-installed'));
    await install();
    assert.deepEqual(calls(), ['install']);
  });

  it('that npm could not install are one message, and are tried again the next time', async (test) => {
    const { install, calls } = checkout(test, 1);
    for (let n = 0; n < 2; n += 1) {
      await assert.rejects(install(), (error) => error instanceof StackError && /^npm \w+ failed/.test(error.message));
    }
    assert.equal(calls().length, 2);
  });
});
