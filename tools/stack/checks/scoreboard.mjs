import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ name: string, passed: number, failed: number, note: string }} Score */

/** Counts what every phase has proved and says it at the end. */
export class Scoreboard {
  constructor() {
    /** @type {Score[]} */
    this.scores = [];
  }

  /**
   * @param {string} name
   * @param {{ passed: number, failed: number, note?: string }} score
   */
  add(name, { passed, failed, note = '' }) {
    this.scores.push({ name, passed, failed, note });
  }

  get passed() {
    return this.scores.reduce((sum, { passed }) => sum + passed, 0);
  }

  get failed() {
    return this.scores.reduce((sum, { failed }) => sum + failed, 0);
  }

  /** One line per phase, and the sum as the very last line. */
  summary() {
    const width = Math.max(0, ...this.scores.map(({ name }) => name.length));
    const lines = this.scores.map(
      ({ name, passed, failed, note }) =>
        `  ${failed === 0 ? '✓' : '✗'} ${name.padEnd(width)}  ${passed} passed, ${failed} failed${note === '' ? '' : `  (${note})`}`,
    );
    return [...lines, '', `${this.passed} passed, ${this.failed} failed`].join('\n');
  }
}

/**
 * Reads what jest has written. A suite that could not even run, or a jest that died before it wrote anything, fails.
 * @param {string} file
 * @param {number} exitCode
 * @returns {{ passed: number, failed: number, note?: string }}
 */
export function scoreOfJest(file, exitCode) {
  if (!existsSync(file)) return { passed: 0, failed: 1, note: `jest ended with ${exitCode} and no result` };
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const broken = result.numRuntimeErrorTestSuites;
  const skipped = result.numPendingTests + result.numTodoTests;
  const failed = result.numFailedTests + broken;
  const notes = [
    broken > 0 ? `${broken} files could not be run` : '',
    skipped > 0 ? `${skipped} skipped` : '',
    failed === 0 && exitCode !== 0 ? `jest ended with ${exitCode}` : '',
  ].filter((note) => note !== '');
  return { passed: result.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed, note: notes.join(', ') };
}

/**
 * @typedef {object} FileResult one file as jest reports it
 * @property {string} name
 * @property {string} status
 * @property {{ status: string }[]} assertionResults
 */

/**
 * @param {string} file
 * @returns {FileResult[]}
 */
function fileResults(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : [];
}

/**
 * The test files in which something failed; none when jest died before it wrote anything.
 * @param {string} file
 */
export function failedFiles(file) {
  return fileResults(file)
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => name);
}

/**
 * How many tests of these files passed.
 * @param {string} file
 * @param {string[]} names
 */
export function passedIn(file, names) {
  const tests = fileResults(file).filter(({ name }) => names.includes(name));
  return tests.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed').length;
}

/**
 * The suspects' second try takes the place of their first.
 * @param {{ passed: number, note?: string }} first
 * @param {{ passed: number, failed: number, note?: string }} second
 * @param {{ suspects: string[], passedBefore: number }} of
 */
export function scoreOfSecondTry(first, second, { suspects, passedBefore }) {
  const unsteady = second.failed === 0 ? `unsteady, passed only when run again: ${suspects.join(', ')}` : '';
  return {
    passed: first.passed - passedBefore + second.passed,
    failed: second.failed,
    note: [second.note ?? '', unsteady].filter((note) => note !== '').join('; '),
  };
}

/**
 * Reads the last lines of node's own test runner.
 * @param {string} output
 * @param {number} exitCode
 */
export function scoreOfNodeTests(output, exitCode) {
  const count = (/** @type {string} */ name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
