import { existsSync } from 'node:fs';
import path from 'node:path';
import { outputOf } from '../artifacts/run-command.mjs';
import { StackError } from '../stack-error.mjs';

/**
 * One place a program may come from. Answers its path, or undefined when there is none here.
 * @typedef {() => Promise<string | undefined> | string | undefined} Source
 */

/**
 * The first source that has the program. A source that fails (no network, say) is remembered and the next is asked.
 * @param {string} what
 * @param {Source[]} sources
 * @param {string} remedy when none has it
 */
export async function findProgram(what, sources, remedy) {
  /** @type {string[]} */
  const failures = [];
  for (const source of sources) {
    try {
      const found = await source();
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof StackError)) throw error;
      failures.push(error.message);
    }
  }
  const tried = failures.length === 0 ? '' : ` Tried:\n${failures.map((line) => `    ${line}`).join('\n')}`;
  throw new StackError(`${what} was not found on this machine and could not be fetched.${tried}`, remedy);
}

/**
 * A program on PATH that is new enough by its own word.
 * @param {string} name
 * @param {{ args: string[], pattern: RegExp, least: readonly number[] }} version
 */
export function onPath(name, { args, pattern, least }) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (folder === '' || !existsSync(file)) continue;
    const version = pattern.exec(outputOf(file, args) ?? '')?.[1];
    if (version !== undefined && isAtLeast(version, least)) return file;
  }
  return undefined;
}

/**
 * @param {string} version such as `2.15.1`
 * @param {readonly number[]} least
 */
export function isAtLeast(version, least) {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
