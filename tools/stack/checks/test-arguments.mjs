import { StackError } from '../stack-error.mjs';

/** What can be chosen. Some run beside others: see test-command.mjs. */
export const PHASES = /** @type {const} */ ([
  'lint',
  'types',
  'stack',
  'unit',
  'web',
  'integration',
  'e2e',
  'chaos',
  'conformance',
]);

/** @typedef {typeof PHASES[number]} Phase */

export const USAGE = `npm test                                  everything
npm test -- unit integration              some of ${PHASES.join(', ')}
npm test -- integration services/booking  only files whose path has this in it`;

/**
 * Names of phases, then whatever jest is to get.
 * @param {string[]} args
 * @returns {{ wanted: (phase: string) => boolean, jestArgs: string[], help: boolean }}
 */
export function parseTestArguments(args) {
  const help = args.some((arg) => arg === '--help' || arg === '-h');
  const isPhase = (/** @type {string} */ arg) => PHASES.some((phase) => phase === arg);
  const chosen = args.filter(isPhase);
  const jestArgs = args.filter((arg) => !isPhase(arg));
  if (!help && jestArgs.length > 0 && chosen.length === 0) {
    throw new StackError(`There is no phase ${jestArgs[0]}.`, `What there is:\n${USAGE}`);
  }
  return { wanted: (phase) => chosen.length === 0 || chosen.includes(phase), jestArgs, help };
}
