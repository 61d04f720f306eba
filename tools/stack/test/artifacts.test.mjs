import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { cached } from '../artifacts/cache.mjs';
import { verifyChecksum } from '../artifacts/checksum.mjs';
import { unzip } from '../artifacts/unzip.mjs';
import { unpackWheel } from '../artifacts/wheel.mjs';
import { StackError } from '../stack-error.mjs';
import { makeZip } from './make-zip.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

describe('the cache', () => {
  it('builds once when two runs want the same thing at the same time', async (test) => {
    const root = temporaryFolder(test);
    const build = async (/** @type {string} */ folder) => writeFileSync(path.join(folder, 'content'), 'whole');
    const [first, second] = await Promise.all([cached('thing', build, root), cached('thing', build, root)]);
    assert.equal(first, second);
    assert.equal(readFileSync(path.join(first, 'content'), 'utf8'), 'whole');
    assert.deepEqual(readdirSync(root), ['thing']);
  });

  it('keeps nothing of a build that failed', async (test) => {
    const root = temporaryFolder(test);
    const fail = async (/** @type {string} */ folder) => {
      writeFileSync(path.join(folder, 'content'), 'half');
      throw new Error('no disk');
    };
    await assert.rejects(cached('thing', fail, root), /no disk/);
    assert.deepEqual(readdirSync(root), []);
  });
});

describe('unzip', () => {
  it('writes the files, drops leading folders and keeps executable bits', (test) => {
    const folder = temporaryFolder(test);
    const file = path.join(folder, 'x.zip');
    const files = [
      { name: 'top/bin/run', content: '#!/bin/sh\n', mode: 0o755 },
      { name: 'top/read.me', content: 'text '.repeat(1000) },
    ];
    writeFileSync(file, makeZip(files));
    unzip(file, path.join(folder, 'out'), { strip: 1 });
    assert.equal(readFileSync(path.join(folder, 'out/read.me'), 'utf8'), 'text '.repeat(1000));
    assert.equal(statSync(path.join(folder, 'out/bin/run')).mode & 0o111, 0o111);
  });

  it('refuses an entry that points outside, and a file that is no zip', (test) => {
    const folder = temporaryFolder(test);
    const file = path.join(folder, 'x.zip');
    writeFileSync(file, makeZip([{ name: '../../evil', content: 'x' }]));
    assert.throws(() => unzip(file, path.join(folder, 'out')), StackError);
    writeFileSync(file, 'a page of a proxy');
    assert.throws(() => unzip(file, path.join(folder, 'out')), /directory is missing/);
  });
});

describe('a download', () => {
  it('is refused when its checksum is not the pinned one', async (test) => {
    const file = path.join(temporaryFolder(test), 'artifact.zip');
    writeFileSync(file, 'something else');
    await assert.rejects(verifyChecksum(file, { sha256: ['0'.repeat(64)] }), /artifact\.zip is broken/);
  });

  it('through pip that brings another file leaves nothing in the cache', async (test) => {
    const folder = temporaryFolder(test);
    // A pip that obeys, with the wrong content.
    const pip =
      '#!/bin/sh\nfor a; do [ "$p" = -d ] && d=$a; p=$a; done\n[ -n "$d" ] && echo nonsense > "$d/x.whl"\nexit 0\n';
    writeFileSync(path.join(folder, 'pip3'), pip, { mode: 0o755 });
    const { PATH, XDG_CACHE_HOME } = process.env;
    test.after(() => Object.assign(process.env, { PATH }, XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME }));
    Object.assign(process.env, { PATH: `${folder}:${PATH}`, XDG_CACHE_HOME: path.join(folder, 'cache') });
    const wheel = { requirement: 'thing==1.0', sha256: ['0'.repeat(64)], only: () => true, executable: () => false };
    await assert.rejects(unpackWheel(wheel), /x\.whl is broken/);
    assert.equal(existsSync(path.join(folder, 'cache/flexspace/thing-1.0')), false);
    assert.deepEqual(readdirSync(path.join(folder, 'cache/flexspace')), []);
  });
});
