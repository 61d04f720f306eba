import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { StackError } from '../stack-error.mjs';
import { waitUntil } from './wait-until.mjs';

/** A log that has grown past this is begun anew at the next start. */
const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

/** How Node, PostgreSQL, Redis, NATS and Java say it. */
const PORT_TAKEN = /EADDRINUSE|address already in use/i;

/**
 * @typedef {object} ProcessSpec
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {string} log file that gets what it prints
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {NodeJS.Signals} [stopSignal]
 * @property {number} [graceMs] how long it may take to end before it is killed
 * @property {{ uid: number, gid: number }} [user]
 * @property {number} [niceness]
 */

/** One child process: started in its own process group, recorded, logged to a file, stopped politely. */
export class ManagedProcess {
  /**
   * @param {ProcessSpec} spec
   * @param {import('./run-record.mjs').RunRecord} record
   */
  constructor(spec, record) {
    this.spec = spec;
    this.record = record;
    /** @type {import('node:child_process').ChildProcess | undefined} */
    this.child = undefined;
    this.stopping = false;
    /** Where in its log this start begins: what an earlier one said would mislead. */
    this.logStart = 0;
    /** @type {Promise<string>} how it ended, in words */
    this.ended = Promise.resolve('never started');
  }

  get pid() {
    return this.child?.pid;
  }

  get running() {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts it; resolves when it has been spawned, not when it is ready. */
  async start() {
    const { name, command, args, env, cwd, log, user } = this.spec;
    this.stopping = false;
    if (existsSync(log) && statSync(log).size > LOG_LIMIT_BYTES) truncateSync(log);
    this.logStart = existsSync(log) ? statSync(log).size : 0;
    const output = openSync(log, 'a', 0o600);
    try {
      // NOTE: its own process group, so that Ctrl-C in the terminal reaches us alone and we stop all in order.
      const child = spawn(command, args, { detached: true, cwd, env, stdio: ['ignore', output, output], ...user });
      this.child = child;
      this.ended = new Promise((resolve) => {
        child.once('error', (error) => resolve(error.message));
        child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
      });
      if (child.pid === undefined) {
        throw new StackError(`${name} could not be started: ${await this.ended}.`, `Check that ${command} can be run.`);
      }
      const { pid } = child;
      this.record.add(name, pid, this.spec.stopSignal);
      void this.ended.then(() => this.record.remove(pid));
    } finally {
      closeSync(output);
    }
  }

  /**
   * Waits until `ready` says so; a process that ends before that, or a deadline that passes, is a clear failure.
   * @param {() => Promise<boolean> | boolean} ready
   * @param {{ timeoutMs: number, signal?: AbortSignal }} options
   */
  async waitReady(ready, options) {
    const { name, log } = this.spec;
    let end = '';
    void this.ended.then((how) => {
      end = how;
    });
    const outcome = await waitUntil(async () => (end === '' ? (await ready()) && 'ready' : 'ended'), options);
    if (outcome === 'ready') return;
    if (outcome === 'ended' && PORT_TAKEN.test(this.logTail(40))) {
      throw new StackError(
        `${name} could not listen: another program took its port between choosing and using it. The end of its log:\n${this.logTail()}`,
        'Start again; another free port is chosen then.',
      );
    }
    const what =
      outcome === 'ended'
        ? `${name} ended before it was ready (${end})`
        : `${name} did not become ready in ${options.timeoutMs / 1000} s`;
    throw new StackError(
      `${what}. The end of its log:\n${this.logTail()}`,
      `Read ${log}, put right what it says, and start again.`,
    );
  }

  /** Asks it to end, waits, and kills it when it does not. Harmless when it does not run. */
  async stop() {
    this.stopping = true;
    if (!this.running || this.pid === undefined) return;
    process.kill(this.pid, this.spec.stopSignal ?? 'SIGTERM');
    const kill = setTimeout(() => this.child?.kill('SIGKILL'), this.spec.graceMs ?? 15_000);
    await this.ended;
    clearTimeout(kill);
  }

  /** @param {number} [lines] */
  logTail(lines = 12) {
    if (!existsSync(this.spec.log)) return '';
    const said = readFileSync(this.spec.log).subarray(this.logStart).toString('utf8');
    const text = said.trimEnd().split('\n').slice(-lines);
    return text.map((line) => `    ${line.slice(0, 400)}`).join('\n');
  }
}
