import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyCheckout } from './checkout-copy.js';
import { Product } from './product.js';

const root = path.resolve(import.meta.dirname, '../..');
const copy = path.join(root, '.flexspace-test/development');
const stackFile = path.join(copy, '.flexspace/stack.json');
const LONGEST_MS = 300_000;

interface Running {
  readonly services: { readonly scheduler: readonly { readonly pid: number; readonly admin: string }[] };
}
let dev: ChildProcess;
let lines: Interface;
const said: string[] = [];

/** Nothing of what the tests know is in its environment. */
function environment(): NodeJS.ProcessEnv {
  const ours = /^(FLEXSPACE_|NODE_OPTIONS$|NODE_ENV$|JEST_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
async function hear(words: string): Promise<void> {
  while (!said.some((line) => line.includes(words))) {
    if (dev.exitCode !== null) throw new Error(`npm run dev ended with ${dev.exitCode}:\n${said.join('\n')}`);
    await Promise.race([once(lines, 'line'), once(dev, 'exit')]);
  }
}
async function scheduler(): Promise<Running['services']['scheduler'][number]> {
  const { services } = JSON.parse(await readFile(stackFile, 'utf8')) as Running;
  return services.scheduler[0]!;
}

describe('npm run dev', () => {
  beforeAll(async () => {
    await rm(copy, { recursive: true, force: true });
    await copyCheckout(root, copy);
    dev = spawn(process.execPath, ['tools/stack/start.mjs', '--dev'], {
      cwd: copy,
      env: { ...environment(), FLEXSPACE_SEED_SCALE: 'small' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    lines = createInterface({ input: dev.stdout! }).on('line', (line) => said.push(line));
    await hear('FlexSpace is at');
  }, LONGEST_MS);
  afterAll(async () => {
    if (dev.exitCode === null) {
      dev.kill('SIGTERM');
      await once(dev, 'exit');
    }
    await rm(copy, { recursive: true, force: true });
  }, LONGEST_MS);

  it(
    'starts a service again whose source was changed, and no other',
    async () => {
      const before = await scheduler();
      await appendFile(path.join(copy, 'services/scheduler/src/main.ts'), '\n// Changed.\n');
      await hear('↻ scheduler has changed');
      await hear('✓ scheduler is back');
      const { pid, admin } = await scheduler();
      expect(pid).not.toBe(before.pid);
      expect((await fetch(`${admin}/readyz`)).status).toBe(200);
      expect(said.filter((line) => line.includes('has changed'))).toHaveLength(1);
    },
    LONGEST_MS,
  );

  it(
    'puts a changed module of the web app in its place on the open page, without loading the page anew',
    async () => {
      const product = await Product.open(stackFile);
      try {
        const { page } = await product.visit();
        page.setDefaultTimeout(LONGEST_MS / 3);
        await page.goto('/login');
        // Each module comes by itself and is compiled on its way; what is on the screen has all of its own.
        await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
        await page.evaluate(() => {
          document.body.dataset['kept'] = 'yes';
        });
        const file = path.join(copy, 'web/src/pages/LoginPage.vue');
        const source = await readFile(file, 'utf8');
        await writeFile(file, source.replace('<SignInForm', '<p>Changed while you look</p><SignInForm'));
        await page.getByText('Changed while you look').waitFor();
        expect(await page.evaluate(() => document.body.dataset['kept'])).toBe('yes');
      } finally {
        await product.leave();
        await product.close();
      }
    },
    LONGEST_MS,
  );
});
