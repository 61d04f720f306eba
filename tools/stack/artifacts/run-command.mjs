import { spawn, spawnSync } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends every program that runCommand still waits for: downloads and builds that nobody wants any more. */
export function endCommands() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * True when a program can be run.
 * @param {string} command
 * @param {string[]} args
 */
export function canRun(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * What a program prints, both streams together, or undefined when it cannot be run.
 * @param {string} command
 * @param {string[]} args
 */
export function outputOf(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  return result.status === 0 ? `${result.stdout}${result.stderr}` : undefined;
}

/**
 * Runs a program to its end without blocking this process, so that other steps go on meanwhile.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { input?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>} the exit code (-1 when it could not be started) and all it printed
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => {
        output = (output + chunk).slice(-100_000);
      });
    }
    child.once('error', (error) => {
      running.delete(child);
      resolve({ code: -1, output: error.message });
    });
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? -1, output: output.trim() });
    });
  });
}

/**
 * The last lines of what a program printed, indented for a message.
 * @param {string} output
 */
export function lastLines(output, count = 12) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-count)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join('\n');
}
