import path from 'node:path';
import { cached } from '../stack/artifacts/cache.mjs';
import { lastLines, outputOf, runCommand } from '../stack/artifacts/run-command.mjs';
import { StackError } from '../stack/stack-error.mjs';

const VERSION = '4.32.5';
const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const OLDEST = 11;

/**
 * Schemathesis as a command, its first arguments and its environment; fetched once per machine through pip, every wheel by
 * version and hash.
 * @returns {Promise<{ command: string, args: string[], env: Record<string, string> }>}
 */
export async function findSchemathesis() {
  const python = findPython();
  const folder = await cached(`schemathesis-${VERSION}-python-3.${python.minor}`, (target) =>
    install(python.command, target),
  );
  return { command: python.command, args: ['-m', 'schemathesis.cli'], env: { PYTHONPATH: folder } };
}

/** @returns {{ command: string, minor: number }} */
function findPython() {
  for (const command of ['python3', 'python']) {
    const minor = Number(/Python 3\.(\d+)/.exec(outputOf(command, ['--version']) ?? '')?.[1] ?? 0);
    if (minor >= OLDEST) return { command, minor };
  }
  throw new StackError(
    `Python 3.${OLDEST} or newer is missing.`,
    'Install it with pip: the API document is checked with Schemathesis.',
  );
}

/**
 * @param {string} python
 * @param {string} target
 */
async function install(python, target) {
  const args = [
    '--require-hashes',
    '--only-binary=:all:',
    '--no-cache-dir',
    '-q',
    '--target',
    target,
    '-r',
    REQUIREMENTS,
  ];
  const { code, output } = await runCommand(python, ['-m', 'pip', 'install', ...args]);
  if (code === 0) return;
  throw new StackError(
    `pip could not fetch Schemathesis:\n${lastLines(output, 4)}`,
    'Look at the network and at the index settings of pip, then start again.',
  );
}
