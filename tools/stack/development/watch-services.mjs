import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { programPath } from '../product/build.mjs';
import { fingerprint } from '../product/fingerprint.mjs';

/**
 * Compiles on every change and starts those services again whose code, or whose packages' code, came out different.
 * @param {import('../product/stack.mjs').Stack} stack
 * @returns {{ close(): void }}
 */
export function watchServices(stack) {
  const { root, progress } = stack.options;
  const compiler = spawn('tsc', ['-b', '--watch', '--preserveWatchOutput', '--pretty', 'false'], {
    cwd: root,
    env: { ...process.env, PATH: programPath(root) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const codeOf = (/** @type {string} */ name) => compiledFingerprint(root, name);
  const known = new Map(stack.services.map(({ plan }) => [plan.name, codeOf(plan.name)]));
  createInterface({ input: compiler.stdout }).on('line', (line) => {
    if (/error TS\d+/.test(line)) progress.say(`  ✗ ${line}`);
    if (!/Found 0 errors/.test(line)) return;
    for (const [name, before] of known) {
      const code = codeOf(name);
      if (code === before) continue;
      known.set(name, code);
      progress.say(`  ↻ ${name} has changed`);
      // The supervisor starts it again as soon as it has ended.
      for (const { plan, process: managed } of stack.services) if (plan.name === name) void managed.stop();
    }
  });
  return { close: () => compiler.kill('SIGTERM') };
}

/**
 * @param {string} root
 * @param {string} service
 */
function compiledFingerprint(root, service) {
  const packages = ['kernel', 'contracts', 'service-kit', 'database', 'messaging'];
  return fingerprint(root, [
    path.join('services', service, 'dist'),
    ...packages.map((name) => `packages/${name}/dist`),
  ]);
}
