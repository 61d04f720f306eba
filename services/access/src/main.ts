import process from 'node:process';
import { runMain } from '@flexspace/service-kit/main';

await runMain('access', process, async () => {
  const { accessCommands, createAccessService, readAccessConfig } = await import('./index.js');
  return { commands: accessCommands, create: (env) => createAccessService(readAccessConfig(env)) };
});
