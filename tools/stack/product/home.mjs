import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.mjs';

/** In every folder of ours from the first start on. */
const MARK = 'ports.json';
const EMPTY = new Set(['logs', MARK]);

/**
 * The folder with a stack's data, logs and secrets: one of the checkout's own, or one that was given.
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} [env]
 */
export function stackHome(root, env = process.env) {
  const given = env['FLEXSPACE_HOME'];
  if (!given) return path.join(root, '.flexspace');
  const home = path.resolve(given);
  // Beginning anew removes all that is in it: never from a folder that holds other things.
  const foreign =
    existsSync(home) && !existsSync(path.join(home, MARK)) && readdirSync(home).some((name) => !EMPTY.has(name));
  if (foreign) {
    throw new StackError(
      `${home} (FLEXSPACE_HOME) has other things in it than FlexSpace's.`,
      'Name an empty folder, or one that does not exist yet.',
    );
  }
  return home;
}
