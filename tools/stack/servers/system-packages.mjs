import { existsSync, readFileSync } from 'node:fs';
import { canRun, lastLines, runCommand } from '../artifacts/run-command.mjs';
import { StackError } from '../stack-error.mjs';

/** True where packages of the system may be installed by us: as root on Debian and its relatives. */
export function maySystemInstall() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return (
    /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8')) && canRun('apt-get', ['--version'])
  );
}

/**
 * @param {string[]} packages
 */
export async function systemInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => runCommand('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
  let result = await install();
  if (result.code !== 0) {
    // The package lists may be absent or old, as in a fresh container.
    await runCommand('apt-get', ['update'], { env });
    result = await install();
  }
  if (result.code !== 0) {
    throw new StackError(
      `apt-get could not install ${packages.join(', ')}:\n${lastLines(result.output, 4)}`,
      `Install ${packages.join(', ')} by hand and start again.`,
    );
  }
}
