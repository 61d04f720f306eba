import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines, runCommand } from '../artifacts/run-command.mjs';
import { StackError } from '../stack-error.mjs';
import { fingerprint } from './fingerprint.mjs';
import { SERVICES } from './service-plan.mjs';

/** Kept with the packages, not with a stack's data: it tells about the checkout. */
const MARKS = 'node_modules/.cache/flexspace';

/**
 * @typedef {object} BuildStep
 * @property {string} name
 * @property {string} title
 * @property {string[]} inputs
 * @property {(root: string) => string[]} outputs files without which it is not done
 * @property {string} command
 * @property {string[]} args
 * @property {string} [folder]
 */

/** @type {BuildStep} */
const GENERATE = {
  name: 'generate',
  title: 'Contracts generated',
  inputs: ['proto', 'buf.yaml', 'buf.gen.yaml', 'package-lock.json'],
  outputs: () => ['packages/contracts/src'],
  command: 'buf',
  args: ['generate'],
};

/** @type {BuildStep} */
const COMPILE = {
  name: 'compile',
  title: 'Services built',
  inputs: ['packages', 'services', 'tools', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json'],
  outputs: () => SERVICES.map((service) => `services/${service.name}/dist/main.js`),
  command: 'tsc',
  args: ['-b'],
};

/** @type {BuildStep} */
const WEB = {
  name: 'web',
  title: 'Web app built',
  inputs: ['web', 'package-lock.json'],
  outputs: () => ['web/dist/index.html'],
  command: 'vite',
  args: ['build', '--logLevel', 'warn'],
  folder: 'web',
};

/**
 * Generates, compiles and bundles what has changed since the last time.
 * @param {string} root
 * @param {import('../progress.mjs').Progress} progress
 * @param {{ web: boolean }} options
 */
export async function build(root, progress, { web }) {
  await runStep(root, progress, GENERATE);
  await Promise.all([runStep(root, progress, COMPILE), web && hasWeb(root) ? runStep(root, progress, WEB) : undefined]);
}

/**
 * @param {string} root
 * @param {import('../progress.mjs').Progress} progress
 */
export function generate(root, progress) {
  return runStep(root, progress, GENERATE);
}

/** @param {string} root */
export function hasWeb(root) {
  return existsSync(path.join(root, 'web/index.html'));
}

/**
 * Tells which build the services run from.
 * @param {string} root
 */
export function buildFingerprint(root) {
  return fingerprint(root, COMPILE.inputs);
}

/**
 * @param {string} root
 * @param {import('../progress.mjs').Progress} progress
 * @param {BuildStep} step
 */
async function runStep(root, progress, step) {
  const mark = path.join(root, MARKS, step.name);
  const inputs = fingerprint(root, step.inputs);
  const done = step.outputs(root).every((file) => existsSync(path.join(root, file)));
  if (done && existsSync(mark) && readFileSync(mark, 'utf8') === inputs) return;
  await progress.step(step.title, async () => {
    const env = { ...process.env, PATH: programPath(root) };
    const cwd = path.join(root, step.folder ?? '.');
    const result = await runCommand(step.command, step.args, { cwd, env });
    if (result.code !== 0) {
      throw new StackError(
        `${[step.command, ...step.args].join(' ')} failed:\n${lastLines(result.output, 30)}`,
        'Put right what it says. In an untouched checkout: remove node_modules and start again.',
      );
    }
  });
  mkdirSync(path.dirname(mark), { recursive: true });
  // A new file: a checkout that was copied by links would otherwise tell its twin what this one has built.
  writeFileSync(`${mark}.new`, inputs);
  renameSync(`${mark}.new`, mark);
}

/**
 * PATH with the programs of the packages first.
 * @param {string} root
 */
export function programPath(root) {
  const own = [path.join(root, 'node_modules/.bin'), path.join(root, 'web/node_modules/.bin')];
  return [...own, process.env['PATH'] ?? ''].join(path.delimiter);
}
