import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * What tells this process from another that got the same id later: the boot and the moment it was started.
 * Undefined when no such process runs (a zombie counts as gone).
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processIdentity(pid) {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  return existsSync('/proc/self/stat') ? identityFromProc(pid) : identityFromPs(pid);
}

/** @param {number} pid */
function identityFromProc(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  // The second field is the name in parentheses and may hold spaces; what follows it is regular.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const startedAt = fields[19];
  if (state === 'Z' || state === 'X') return undefined;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}/${startedAt}`;
}

/** @param {number} pid */
function identityFromPs(pid) {
  const result = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const line = result.status === 0 ? result.stdout.trim() : '';
  return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

/**
 * The command line of a process, or an empty text when there is none.
 * @param {number} pid
 */
export function commandLine(pid) {
  if (existsSync('/proc/self/stat')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    } catch (error) {
      if (isGone(error)) return '';
      throw error;
    }
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/** @param {unknown} error */
function isGone(error) {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}
