import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processIdentity } from './process-identity.mjs';
import { waitUntil } from './wait-until.mjs';

/**
 * @typedef {object} RecordedProcess
 * @property {string} name
 * @property {number} pid
 * @property {string} identity
 * @property {NodeJS.Signals} stopSignal
 */

/** How long a process may take to end after it was asked to, before it is killed. */
const GRACE_MS = 20_000;

/**
 * The processes of one run, on disk before anything else happens to them, so that a later command can find and end
 * what a killed run has left, and nothing but that.
 */
export class RunRecord {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
    /** @type {RecordedProcess[]} in the order they were started */
    this.processes = [];
  }

  /**
   * @param {string} file
   * @returns {RecordedProcess[]} those of an earlier run that still run
   */
  static alive(file) {
    if (!existsSync(file)) return [];
    /** @type {RecordedProcess[]} */
    let recorded;
    try {
      recorded = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      // Cut short by a full disk or a power cut. What it named cannot be told any more.
      return [];
    }
    return recorded.filter((entry) => processIdentity(entry.pid) === entry.identity);
  }

  /**
   * @param {string} name
   * @param {number} pid
   * @param {NodeJS.Signals} [stopSignal]
   */
  add(name, pid, stopSignal = 'SIGTERM') {
    const identity = processIdentity(pid);
    if (identity === undefined) return;
    this.processes.push({ name, pid, identity, stopSignal });
    this.save();
  }

  /** @param {number} pid */
  remove(pid) {
    this.processes = this.processes.filter((entry) => entry.pid !== pid);
    this.save();
  }

  save() {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.processes, null, 2), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }

  clear() {
    rmSync(this.file, { force: true });
  }
}

/**
 * Ends recorded processes, the last started first, each with the signal it understands, and kills what stays.
 * @param {RecordedProcess[]} processes
 */
export async function stopRecorded(processes) {
  for (const entry of processes.toReversed()) {
    if (processIdentity(entry.pid) !== entry.identity) continue;
    signal(entry.pid, entry.stopSignal);
    const gone = await waitUntil(() => processIdentity(entry.pid) !== entry.identity, {
      timeoutMs: GRACE_MS,
      everyMs: 50,
    });
    if (!gone) signal(entry.pid, 'SIGKILL');
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
