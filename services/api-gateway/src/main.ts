import process from 'node:process';
import { runMain } from '@flexspace/service-kit/main';

await runMain('api-gateway', process, async () => {
  const { createApiGateway, readGatewayConfig } = await import('./index.js');
  return { create: (env) => createApiGateway(readGatewayConfig(env)) };
});
