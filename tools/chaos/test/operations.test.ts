import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { codeBlocksOf } from '../../lint/src/code-blocks.js';
import { replicasOf } from '../src/running-product.js';

const root = path.resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);
const blocks = codeBlocksOf(path.join(root, 'docs/operations.md')).filter(({ language }) => language === 'sh');

/** What the guide calls "where a service has its settings". */
let environment: Record<string, string>;

beforeAll(async () => {
  const [booking] = await replicasOf('booking');
  const text = await readFile(`/proc/${booking?.pid ?? 0}/environ`, 'utf8');
  environment = Object.fromEntries(
    text.split('\0').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
});

describe('docs/operations.md', () => {
  it('has commands', () => {
    expect(blocks.length).toBeGreaterThan(3);
  });

  it.each(blocks)('line $line: $code', async ({ code }) => {
    const { stdout } = await run('sh', ['-euc', code], { cwd: root, env: environment });
    expect(stdout).not.toBe('');
  });
});
