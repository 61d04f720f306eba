import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { runSchemathesis, type Verdict } from '../src/run-schemathesis.js';

const account = z.object({ username: z.string(), password: z.string(), role: z.string() });
const stackFile = z.object({ app: z.url(), accounts: z.array(account) });
const apiDocument = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Wrong passwords count against the account and this machine's address, and soon nobody could sign in: asked last, and alone. */
const GUESSED = ['login', 'setPassword'];
const NOT_GUESSED = GUESSED.flatMap((operation) => ['--exclude-operation-id', operation]);
const LONGEST_MS = 10 * 60_000;

let app: string;
let accounts: readonly z.output<typeof account>[];
let operations: number;

beforeAll(async () => {
  const file = process.env['FLEXSPACE_STACK'];
  if (file === undefined) throw new Error('FLEXSPACE_STACK must name the stack.json of a running product');
  ({ app, accounts } = stackFile.parse(JSON.parse(await readFile(file, 'utf8'))));
  const { paths } = apiDocument.parse(await (await fetch(`${app}/api/openapi.json`)).json());
  operations = Object.values(paths).flatMap((methods) => Object.keys(methods)).length;
});

const askAs = (role: string, args: readonly string[]): Promise<Verdict> => {
  const found = accounts.find((one) => one.role === role);
  if (found === undefined) throw new Error(`there is no account for ${role}`);
  return runSchemathesis({ app, account: found, args });
};

const expectClean = ({ passed, tested, report }: Verdict, wanted: number): void => {
  expect({ passed, tested, report: passed ? '' : report }).toEqual({ passed: true, tested: wanted, report: '' });
};

describe('the running product answers as its API document says, and never with a 5xx', () => {
  it.each(['user', 'room_manager', 'location_manager', 'staff'])(
    'to examples and edge cases of every operation, asked by a %s',
    async (role) => {
      const verdict = await askAs(role, [...NOT_GUESSED, '--phases', 'examples,coverage']);
      expectClean(verdict, operations - GUESSED.length);
    },
    LONGEST_MS,
  );

  it(
    'to that and to random requests and chains of them, asked by a superuser, who may do everything',
    async () => {
      const verdict = await askAs('superuser', [...NOT_GUESSED, '--max-examples', '10']);
      expectClean(verdict, operations - GUESSED.length);
    },
    LONGEST_MS,
  );

  it(
    'to who changes a password, and to who guesses one',
    async () => {
      const args = ['--include-operation-id', 'setPassword', '--phases', 'examples,coverage'];
      expectClean(await askAs('staff', args), 1);
      expectClean(await askAs('user', ['--include-operation-id', 'login', '--max-examples', '20']), 1);
    },
    LONGEST_MS,
  );
});
