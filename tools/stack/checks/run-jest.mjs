import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../artifacts/run-command.mjs';
import { failedFiles, passedIn, scoreOfJest, scoreOfNodeTests, scoreOfSecondTry } from './scoreboard.mjs';

/** A suite that hangs must not hang the build machine. */
const TIMEOUT_MS = 25 * 60_000;

/**
 * @typedef {object} JestRun
 * @property {string} root
 * @property {string} project of jest.config.js
 * @property {string} results folder for what jest writes
 * @property {string[]} args further arguments, such as paths of tests
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal
 */

/** More failed files than this are no chance, and repeating them would only take time. */
const REPEATED_FILES = 3;

/**
 * Runs one of jest's projects, its own progress on this terminal. A few files that fail are run once more, alone: what then
 * passes is counted, and named as unsteady, so that a busy machine does not look like a fault and is still seen.
 * @param {JestRun} run
 */
export async function runJest(run) {
  const file = path.join(run.results, `${run.project}.json`);
  const code = await jest(run, file, run.args);
  const score = scoreOfJest(file, code);
  // A project that finds nothing any more proves nothing; only who asks for some files may have asked for none of its.
  const empty = score.passed + score.failed === 0 && run.args.every((arg) => arg.startsWith('-'));
  if (empty) return { passed: 0, failed: 1, note: 'no tests were found' };
  const suspects = failedFiles(file);
  if (suspects.length === 0 || suspects.length > REPEATED_FILES || run.signal.aborted) return score;
  const again = path.join(run.results, `${run.project}-again.json`);
  const options = run.args.filter((arg) => arg.startsWith('-'));
  const secondCode = await jest(run, again, [...options, '--runTestsByPath', ...suspects]);
  return scoreOfSecondTry(score, scoreOfJest(again, secondCode), {
    suspects: suspects.map((suspect) => path.relative(run.root, suspect)),
    passedBefore: passedIn(file, suspects),
  });
}

/**
 * @param {JestRun} run
 * @param {string} file for the results
 * @param {string[]} args
 */
function jest({ root, project, env, signal }, file, args) {
  rmSync(file, { force: true });
  const program = path.join(root, 'node_modules/jest/bin/jest.js');
  const options = ['--selectProjects', project, '--passWithNoTests', '--json', `--outputFile=${file}`];
  return spawned(process.execPath, ['--experimental-vm-modules', '--no-warnings', program, ...options, ...args], {
    root,
    env,
    signal,
  });
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ root: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Promise<number>}
 */
function spawned(program, args, { root, env, signal }) {
  return new Promise((resolve, reject) => {
    // What jest prints as JSON goes to the file as well; its readable progress is on the other stream.
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const stop = () => child.kill('SIGTERM');
    const tooLong = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(tooLong);
      signal.removeEventListener('abort', stop);
      resolve(code ?? 1);
    });
  });
}

/**
 * The stack tool is plain JavaScript that runs before anything is installed, and so are its tests.
 * @param {string} root
 * @param {import('../progress.mjs').Progress} progress
 */
export async function runStackTests(root, progress) {
  const { code, output } = await runCommand(
    process.execPath,
    ['--test', '--test-reporter=tap', 'tools/stack/test/*.test.mjs'],
    { cwd: root },
  );
  if (code !== 0) progress.say(output);
  return scoreOfNodeTests(output, code);
}
