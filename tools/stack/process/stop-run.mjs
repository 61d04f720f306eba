import { processIdentity } from './process-identity.mjs';
import { RunRecord, stopRecorded } from './run-record.mjs';
import { waitUntil } from './wait-until.mjs';

/** The name under which the process that started all others records itself. */
export const SUPERVISOR = 'supervisor';

/** The supervisor gives every process its own time to end; together they stay below this. */
const TIMEOUT_MS = 90_000;

/**
 * Ends a recorded run: through its supervisor where that lives, and then whatever is left.
 * @param {string} file the run's record
 */
export async function stopRun(file) {
  const supervisor = runningSupervisor(file);
  if (supervisor !== undefined) {
    process.kill(supervisor.pid, 'SIGTERM');
    await waitUntil(() => processIdentity(supervisor.pid) !== supervisor.identity, { timeoutMs: TIMEOUT_MS });
  }
  await stopRecorded(RunRecord.alive(file));
  new RunRecord(file).clear();
}

/** @param {string} file */
export function runningSupervisor(file) {
  return RunRecord.alive(file).find((entry) => entry.name === SUPERVISOR);
}
