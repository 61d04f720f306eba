import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { endCommands } from '../artifacts/run-command.mjs';
import { ROOT } from '../bootstrap/enter.mjs';
import { runJest, runStackTests } from '../checks/run-jest.mjs';
import { runStaticChecks } from '../checks/run-static-checks.mjs';
import { Scoreboard } from '../checks/scoreboard.mjs';
import { parseTestArguments, USAGE } from '../checks/test-arguments.mjs';
import { TestServers } from '../checks/test-servers.mjs';
import { RunRecord } from '../process/run-record.mjs';
import { runningSupervisor, stopRun, SUPERVISOR } from '../process/stop-run.mjs';
import { build, generate } from '../product/build.mjs';
import { requireDiskSpace } from '../product/disk-space.mjs';
import { Progress } from '../progress.mjs';
import { removeOutsideData } from '../servers/postgres.mjs';
import { describeFailure, StackError } from '../stack-error.mjs';

/** The tests' own folder: a stack that runs in the same checkout is not touched. */
const HOME = path.join(ROOT, '.flexspace-test');
const RECORD = path.join(HOME, 'run.json');

/**
 * `npm test`
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function main(args) {
  const { wanted, jestArgs, help } = parseTestArguments(args);
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const progress = new Progress();
  const score = new Scoreboard();
  const stopWanted = new AbortController();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => stopWanted.abort());
  if (process.connected) process.once('disconnect', () => stopWanted.abort());
  stopWanted.signal.addEventListener('abort', endCommands, { once: true });
  await prepareHome(progress);
  const record = new RunRecord(RECORD);
  record.add(SUPERVISOR, process.pid);
  const servers = new TestServers({ root: ROOT, home: HOME, progress, record, signal: stopWanted.signal });
  try {
    await runPhases({ wanted, jestArgs, progress, score, servers, signal: stopWanted.signal });
  } finally {
    await progress.step('Servers of the tests stopped', () => servers.stop());
    record.clear();
  }
  if (stopWanted.signal.aborted) return 130;
  process.stdout.write(
    `\nEnded after ${progress.elapsed()}; logs are in ${path.relative(ROOT, HOME)}/logs\n\n${score.summary()}\n`,
  );
  return score.failed === 0 && score.passed > 0 ? 0 : 1;
}

/**
 * @param {{
 *   wanted: (phase: string) => boolean,
 *   jestArgs: string[],
 *   progress: Progress,
 *   score: Scoreboard,
 *   servers: TestServers,
 *   signal: AbortSignal,
 * }} run
 */
async function runPhases({ wanted, jestArgs, progress, score, servers, signal }) {
  /**
   * A phase that cannot even begin is one failed test, and the others go on.
   * @param {string} name
   * @param {() => Promise<{ passed: number, failed: number, note?: string }>} work
   */
  const phase = async (name, work) => {
    if (!wanted(name) || signal.aborted) return;
    progress.say(`\n  ${name}`);
    try {
      score.add(name, await progress.step(name, work));
    } catch (error) {
      if (signal.aborted) return;
      progress.say(`✗ ${describeFailure(error)}`);
      score.add(name, { passed: 0, failed: 1 });
    }
  };
  const results = path.join(HOME, 'results');
  /**
   * @param {string} project
   * @param {NodeJS.ProcessEnv} env
   * @param {string[]} [more]
   */
  const jest = (project, env, more = []) =>
    runJest({ root: ROOT, project, results, args: [...more, ...jestArgs], env: { ...process.env, ...env }, signal });

  // Keycloak takes its time, so it starts beside the checks.
  if (['integration', 'e2e', 'chaos', 'conformance'].some(wanted)) servers.begin();
  const needsBuild = ['lint', 'types', 'stack', 'integration', 'e2e', 'chaos', 'conformance'].some(wanted);
  const built = needsBuild
    ? await buildAll({ progress, score, web: ['e2e', 'chaos', 'conformance'].some(wanted) })
    : await generate(ROOT, progress);
  const checks = (/** @type {number} */ lanes) =>
    runStaticChecks({ root: ROOT, wanted: (name) => wanted(name) && !signal.aborted, lanes, progress, score, signal });
  const integration = () =>
    phase('integration', async () => jest('integration', await servers.integrationEnvironment(), ['--maxWorkers=2']));
  const product = () => {
    if (!built) throw new StackError('The product could not be built.', 'See the compiler messages above.');
    return servers.productEnvironment();
  };
  const needsProduct = ['e2e', 'chaos', 'conformance'].some(wanted);
  // It is awaited, and its failure told, by whoever needs it first.
  if (needsProduct && built) servers.productEnvironment().catch(() => undefined);

  if (!wanted('chaos')) await checks(2);
  await phase('stack', () => runStackTests(ROOT, progress));
  await phase('unit', () => jest('unit', {}));
  await phase('web', () => jest('web', {}));
  if (!wanted('conformance')) await integration();
  // The demo's people keep their preferences in the product: two files at once would change each other's.
  await phase('e2e', async () => jest('e2e', await product(), ['--runInBand']));
  // Kills services of the very product that runs: one file after the other. It mostly waits until they are back, so that
  // there is a core for what only reads.
  await Promise.all([
    phase('chaos', async () => jest('chaos', await product(), ['--runInBand'])),
    wanted('chaos') ? checks(1) : undefined,
  ]);
  // Changes and deletes what it finds, and guesses passwords: nothing that needs the product can follow. The services of the
  // integration tests are their own.
  await Promise.all([
    phase('conformance', async () => jest('conformance', await product(), ['--runInBand'])),
    wanted('conformance') ? integration() : undefined,
  ]);
}

/**
 * Everything is generated and compiled first; that it compiles is a test of its own.
 * @param {{ progress: Progress, score: Scoreboard, web: boolean }} options
 */
async function buildAll({ progress, score, web }) {
  try {
    await generate(ROOT, progress);
    await build(ROOT, progress, { web });
    score.add('it builds (buf generate, tsc -b, vite build)', { passed: 1, failed: 0 });
    return true;
  } catch (error) {
    progress.say(`✗ ${describeFailure(error)}`);
    score.add('it builds (buf generate, tsc -b, vite build)', { passed: 0, failed: 1 });
    return false;
  }
}

/** @param {Progress} progress */
async function prepareHome(progress) {
  if (runningSupervisor(RECORD) !== undefined) {
    throw new StackError(
      'The tests run already in this checkout.',
      'Wait until they have ended, or use another checkout.',
    );
  }
  if (RunRecord.alive(RECORD).length > 0)
    await progress.step('What a killed run had left was ended', () => stopRun(RECORD));
  removeOutsideData(HOME);
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(path.join(HOME, 'logs'), { recursive: true });
  mkdirSync(path.join(HOME, 'results'), { recursive: true });
  requireDiskSpace(HOME);
}
