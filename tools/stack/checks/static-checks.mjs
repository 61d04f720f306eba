import { existsSync } from 'node:fs';
import path from 'node:path';
import { runCommand, lastLines } from '../artifacts/run-command.mjs';
import { programPath } from '../product/build.mjs';
import { findLockfileHoles, findLockfileHosts } from './check-lockfile.mjs';

/**
 * @typedef {object} Check
 * @property {string} phase by which it is chosen on the command line
 * @property {string} title
 * @property {(root: string) => Promise<{ ok: boolean, output: string }>} run
 */

/**
 * @param {string} phase
 * @param {string} title
 * @param {[command: string, ...args: string[]]} command
 * @returns {Check}
 */
function command(phase, title, [program, ...args]) {
  return {
    phase,
    title,
    run: async (root) => {
      const env = { ...process.env, PATH: programPath(root) };
      const { code, output } = await runCommand(program, args, { cwd: root, env });
      return { ok: code === 0, output: lastLines(output, 200) };
    },
  };
}

/** What the contracts looked like when they were last released; see proto/README.md. */
const BASELINE = 'proto/baseline.binpb';

/** @type {Check} */
const lockfile = {
  phase: 'lint',
  title: 'package-lock.json has no holes and names no host',
  run: async (root) => {
    const file = path.join(root, 'package-lock.json');
    const faults = [...findLockfileHoles(file), ...findLockfileHosts(file)];
    return { ok: faults.length === 0, output: faults.map((fault) => `    ${fault}`).join('\n') };
  },
};

/** @type {Check} */
const breaking = {
  phase: 'lint',
  title: 'contracts break no released client (buf breaking)',
  run: async (root) => {
    if (!existsSync(path.join(root, BASELINE))) {
      return { ok: false, output: `    ${BASELINE} is missing: buf build -o ${BASELINE}` };
    }
    return command('lint', '', ['buf', 'breaking', '--against', BASELINE]).run(root);
  },
};

/** The longest ones first, so that two lanes end together. */
export const STATIC_CHECKS = [
  command('lint', 'rules of the house (eslint)', ['eslint', '.', '--max-warnings', '0']),
  command('types', 'types of the tests (tsc)', ['tsc', '-p', 'tsconfig.test.json']),
  command('types', 'types of the web app (vue-tsc)', ['vue-tsc', '--noEmit', '-p', 'web/tsconfig.json']),
  command('lint', 'format (prettier)', ['prettier', '--check', '--log-level', 'warn', '.']),
  command('lint', 'who imports whom (dependency-cruiser)', [
    'depcruise',
    '--config',
    'dependency-cruiser.config.cjs',
    'packages',
    'services',
    'web/src',
  ]),
  command('types', 'types of the stack tool (tsc)', ['tsc', '-p', 'tools/stack']),
  command('lint', 'contracts (buf lint)', ['buf', 'lint']),
  breaking,
  lockfile,
];
