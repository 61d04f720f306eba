import path from 'node:path';
import { hasWeb, programPath } from '../product/build.mjs';
import { ManagedProcess } from '../process/managed-process.mjs';
import { answersOk } from '../process/wait-until.mjs';
import { startDevProxy } from './dev-proxy.mjs';
import { watchServices } from './watch-services.mjs';

/**
 * What `npm run dev` adds to a running stack: Vite with hot modules and the reload of services, behind the one port.
 * @param {import('../product/stack.mjs').Stack} stack
 * @returns {Promise<{ close(): Promise<void> }>}
 */
export async function startDevelopment(stack) {
  const { root, record, signal, progress } = stack.options;
  const vitePort = await stack.ports.take('vite');
  const vite = new ManagedProcess(
    {
      name: 'Vite',
      command: 'vite',
      args: ['--host', '127.0.0.1', '--port', String(vitePort), '--strictPort'],
      cwd: path.join(root, 'web'),
      env: { ...process.env, PATH: programPath(root) },
      log: path.join(stack.logs, 'vite.log'),
    },
    record,
  );
  if (hasWeb(root)) {
    await vite.start();
    const whenReady = () =>
      vite.waitReady(() => answersOk(`http://127.0.0.1:${vitePort}/`), { timeoutMs: 60_000, signal });
    await progress.step('Vite ready', whenReady);
    stack.supervisor.watch({ process: vite, whenReady });
  }
  const gatewayPort = stack.around?.ports['api-gateway']?.[0]?.http ?? 0;
  const proxy = await startDevProxy({ port: stack.ports.remembered['app'] ?? 0, gatewayPort, vitePort });
  const watcher = watchServices(stack);
  return {
    close: async () => {
      watcher.close();
      await proxy.close();
      await vite.stop();
    },
  };
}
