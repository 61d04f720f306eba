import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const stackFile = z.object({
  app: z.url(),
  services: z.record(z.string(), z.array(z.object({ pid: z.int() }))),
  accounts: z.array(z.object({ username: z.string(), password: z.string() })),
});
type StackFile = z.output<typeof stackFile>;
const START_MS = 300_000;

let home = '';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command as a newcomer gives it: nothing of what the tests know is in its environment. */
const run = (command: 'start' | 'stop', ...args: string[]): Promise<Ended> => {
  const ours = /^(FLEXSPACE_|NODE_OPTIONS$|JEST_)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, `tools/stack/${command}.mjs`), ...args], {
      cwd: root,
      env: { ...env, FLEXSPACE_HOME: home, FLEXSPACE_SEED_SCALE: 'small' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve({ code, out, err });
    });
  });
};

const readStack = async (): Promise<StackFile> =>
  stackFile.parse(JSON.parse(await readFile(path.join(home, 'stack.json'), 'utf8')));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    // There is no such process.
    return false;
  }
};

const signIn = async ({ app, accounts }: StackFile, username: string): Promise<string> => {
  const password = accounts.find((one) => one.username === username)?.password;
  const answer = await fetch(`${app}/api/auth/login/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: app },
    body: JSON.stringify({ username, password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
};

const theme = async ({ app }: StackFile, cookie: string, wish?: 'dark'): Promise<unknown> => {
  const answer = await fetch(`${app}/api/preferences/me/`, {
    headers: { cookie, origin: app, 'content-type': 'application/json' },
    ...(wish !== undefined && { method: 'PATCH', body: JSON.stringify({ theme: wish }) }),
  });
  return answer.json();
};

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'flexspace-two-commands-'));
  // PostgreSQL does not run as root, and its data lies in here.
  await chmod(home, 0o755);
});
afterAll(async () => {
  await run('stop');
  await rm(home, { recursive: true, force: true });
});

describe('npm start and npm stop', () => {
  let first: StackFile;

  it(
    'bring up everything with a company in it, and say where it is and who may sign in',
    async () => {
      const { code, out, err } = await run('start', '--detach');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      first = await readStack();
      expect(out).toContain(`FlexSpace is ready: ${first.app}`);
      for (const { username, password } of first.accounts) expect(out).toMatch(new RegExp(`${username} +${password}`));
      expect((await stat(path.join(home, 'stack.json'))).mode & 0o777).toBe(0o600);
      expect(await (await fetch(first.app)).text()).toContain('<!doctype html>');
      expect(await theme(first, await signIn(first, 'alice'), 'dark')).toMatchObject({ theme: 'dark' });
    },
    START_MS,
  );

  it('refuse a second start while the first one runs', async () => {
    const { code, err } = await run('start', '--detach');
    expect(code).toBe(1);
    expect(err).toMatch(/runs already.*\n {2}→ /);
    expect((await fetch(`${first.app}/healthz`)).status).toBe(200);
  });

  it(
    'end all that was started, and nothing is left',
    async () => {
      expect(await run('stop')).toMatchObject({ code: 0, out: 'FlexSpace is stopped.\n' });
      const pids = Object.values(first.services).flatMap((replicas) => replicas.map(({ pid }) => pid));
      expect(pids.filter(isAlive)).toEqual([]);
      await expect(fetch(first.app)).rejects.toThrow();
      expect(existsSync(path.join(home, 'stack.json'))).toBe(false);
      expect(await run('stop')).toMatchObject({ code: 0, out: expect.stringContaining('Nothing of FlexSpace runs') });
    },
    START_MS,
  );

  it(
    'come back at the same address with what people did',
    async () => {
      const { code, out } = await run('start', '--detach');
      expect(code).toBe(0);
      expect(out).not.toContain('Example company');
      const second = await readStack();
      expect(second.app).toBe(first.app);
      expect(second.accounts).toEqual(first.accounts);
      expect(await theme(second, await signIn(second, 'alice'))).toMatchObject({ theme: 'dark' });
    },
    START_MS,
  );
});
