import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findSchemathesis } from '../fetch-schemathesis.mjs';

export interface Wish {
  readonly app: string;
  readonly account: { readonly username: string; readonly password: string };
  /** Further arguments of `schemathesis run`. */
  readonly args: readonly string[];
}

export interface Verdict {
  readonly passed: boolean;
  /** How many operations it asked. */
  readonly tested: number;
  /** What it says, for a person. */
  readonly report: string;
}

const HERE = new URL('..', import.meta.url);
/** Also a product that answers slowly must not hold the suite for ever. */
const LONGEST_MS = 8 * 60_000;

/** Asks the product what its own document describes, as one person, with every check; see schemathesis.toml. */
export const runSchemathesis = async ({ app, account, args }: Wish): Promise<Verdict> => {
  const { command, args: before, env } = await findSchemathesis();
  const child = spawn(
    command,
    [...before, 'run', `${app}/api/openapi.json`, '--url', app, '--checks', 'all', '--no-color', ...args],
    {
      cwd: HERE,
      env: { ...process.env, ...env, FLEXSPACE_USERNAME: account.username, FLEXSPACE_PASSWORD: account.password },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST_MS,
    },
  );
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => parts.push(text));
  }
  await once(child, 'close');
  const report = parts.join('');
  return {
    passed: child.exitCode === 0,
    tested: Number(/^\s*Tested: (\d+)$/m.exec(report)?.[1] ?? 0),
    report: report.slice(Math.max(0, report.indexOf('FAILURES') - 100)),
  };
};
