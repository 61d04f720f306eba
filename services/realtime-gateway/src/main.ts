import { runMain } from '@flexspace/service-kit/main';

await runMain('realtime-gateway', process, async () => {
  const { createFromEnvironment } = await import('./index.js');
  return { create: createFromEnvironment };
});
