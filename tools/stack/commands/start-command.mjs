import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../bootstrap/enter.mjs';
import { RunRecord } from '../process/run-record.mjs';
import { runningSupervisor, stopRun, SUPERVISOR } from '../process/stop-run.mjs';
import { requireDiskSpace } from '../product/disk-space.mjs';
import { stackHome } from '../product/home.mjs';
import { Stack } from '../product/stack.mjs';
import { StackState } from '../product/stack-state.mjs';
import { Progress } from '../progress.mjs';
import { removeOutsideData } from '../servers/postgres.mjs';
import { StackError, describeFailure } from '../stack-error.mjs';
import { announceReady } from './announce.mjs';
import { launchDetached, tellLauncher } from './detach.mjs';
import { parseStartArguments, USAGE } from './start-arguments.mjs';

const HOME = stackHome(ROOT);
const RECORD = path.join(HOME, 'run.json');

/**
 * `npm start`
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function main(args) {
  const options = parseStartArguments(args);
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (options.detach && !options.supervise) return launchDetached(ROOT, HOME, args);
  const launcher = options.supervise ? tellLauncher() : undefined;
  const progress = new Progress(launcher?.line);
  const stopWanted = new AbortController();
  listenForStop(stopWanted, options.supervise);
  try {
    await clearTheWay(options.reset, progress);
    const code = await runStack(options, { progress, stopWanted, launcher });
    return code;
  } catch (error) {
    const { aborted, reason } = stopWanted.signal;
    // Whatever fails while people are stopping it is no news; that a service cannot be kept alive is.
    if (aborted && !(reason instanceof StackError)) return 130;
    const text = `✗ ${describeFailure(aborted ? reason : error)}`;
    if (launcher) launcher.failed(text);
    else process.stderr.write(`${text}\n`);
    return 1;
  }
}

/**
 * @param {ReturnType<typeof parseStartArguments>} options
 * @param {{ progress: Progress, stopWanted: AbortController, launcher: ReturnType<typeof tellLauncher> | undefined }} run
 */
async function runStack(options, { progress, stopWanted, launcher }) {
  const record = new RunRecord(RECORD);
  record.add(SUPERVISOR, process.pid);
  const stack = new Stack({
    root: ROOT,
    home: HOME,
    progress,
    signal: stopWanted.signal,
    env: process.env,
    reset: options.reset,
    seedScale: process.env['FLEXSPACE_SEED_SCALE'] === 'small' ? 'small' : 'full',
    durable: true,
    prefix: '',
    replicas: 1,
    dev: options.dev,
    record,
  });
  /** @type {{ close(): Promise<void> } | undefined} */
  let development;
  stack.onGiveUp = (why) => {
    stopWanted.abort(
      new StackError(`The stack was stopped: ${why}`, 'Read that log, put right what it says, and start again.'),
    );
  };
  try {
    const publicUrl = await stack.start();
    if (options.dev) {
      const { startDevelopment } = await import('../development/start-development.mjs');
      development = await startDevelopment(stack);
    }
    progress.say(
      `\n  FlexSpace is at ${publicUrl}  (${progress.elapsed()}; signing in follows when Keycloak is ready)\n`,
    );
    const accounts = await stack.finish();
    announceReady(progress, { publicUrl, accounts, detached: options.detach });
    launcher?.ready();
    await aborted(stopWanted.signal);
  } finally {
    stack.supervisor.close();
    await development?.close();
    await progress.step('Stopped', () => stack.stop());
    record.clear();
  }
  const { reason } = stopWanted.signal;
  if (reason instanceof StackError) throw reason;
  return 0;
}

/**
 * Nothing of an earlier run may be in the way: a running one is a mistake, the rest of a killed one is ended.
 * @param {boolean} reset
 * @param {Progress} progress
 */
async function clearTheWay(reset, progress) {
  const running = runningSupervisor(RECORD) !== undefined;
  if (running && !reset) {
    throw new StackError('FlexSpace runs already in this checkout.', 'Use it, or end it with npm stop.');
  }
  if (RunRecord.alive(RECORD).length > 0) {
    await progress.step(running ? 'The running stack stopped' : 'What a killed run had left was ended', () =>
      stopRun(RECORD),
    );
  }
  mkdirSync(HOME, { recursive: true, mode: 0o755 });
  if (reset) await progress.step('Old data removed', removeData);
  else if (new StackState(HOME).halfSeeded)
    await progress.step('Data of an unfinished first start removed', removeData);
  requireDiskSpace(HOME);
}

/** All but the ports, so that the address stays. */
function removeData() {
  removeOutsideData(HOME);
  for (const name of readdirSync(HOME)) {
    if (name !== 'ports.json') rmSync(path.join(HOME, name), { recursive: true, force: true });
  }
}

/**
 * Ctrl-C, `npm stop`, a closed terminal, or the death of the process that we stand in for.
 * @param {AbortController} stopWanted
 * @param {boolean} supervised
 */
function listenForStop(stopWanted, supervised) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => stopWanted.abort());
  if (!supervised && process.connected) process.once('disconnect', () => stopWanted.abort());
}

/** @param {AbortSignal} signal */
function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
