import process from 'node:process';
import { runMain } from '@flexspace/service-kit/main';

await runMain('catalog', process, async () => {
  const { catalogCommands, createCatalogService, readCatalogConfig } = await import('./index.js');
  return { commands: catalogCommands, create: (env) => createCatalogService(readCatalogConfig(env)) };
});
