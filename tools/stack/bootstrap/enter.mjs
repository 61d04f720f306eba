import path from 'node:path';
import { Progress } from '../progress.mjs';
import { describeFailure } from '../stack-error.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { requireNode } from './require-node.mjs';
import { isPinnedNode, runPinned } from './run-pinned.mjs';

/** The checkout. */
export const ROOT = path.resolve(import.meta.dirname, '../../..');

/**
 * The way into every command: an acceptable Node, the packages, the pinned Node, then `main` of the given module.
 * @param {string} script the command's own file, which is run again under the pinned Node
 * @param {() => Promise<{ main(args: string[]): Promise<number> }>} load imported only when packages are there
 */
export async function enter(script, load) {
  requireNode();
  const args = process.argv.slice(2);
  try {
    await ensureInstalled(ROOT, new Progress());
    const code = isPinnedNode(ROOT) ? await (await load()).main(args) : await runPinned(ROOT, script, args);
    process.exitCode = code;
  } catch (error) {
    process.stderr.write(`✗ ${describeFailure(error)}\n`);
    process.exitCode = 1;
  }
  // The channel to the first process would keep this one alive.
  if (process.connected) process.disconnect();
}
