import path from 'node:path';
import { stackHome } from '../product/home.mjs';
import { RunRecord } from '../process/run-record.mjs';
import { stopRun } from '../process/stop-run.mjs';

/**
 * `npm stop`: ends the stack of this checkout, by the process ids it has recorded and only while they are still its own.
 * @param {string} root
 * @returns {Promise<number>} the exit code
 */
export async function main(root) {
  const file = path.join(stackHome(root), 'run.json');
  if (RunRecord.alive(file).length === 0) {
    process.stdout.write('Nothing of FlexSpace runs in this checkout.\n');
    return 0;
  }
  await stopRun(file);
  process.stdout.write('FlexSpace is stopped.\n');
  return 0;
}
