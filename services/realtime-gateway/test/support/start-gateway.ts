import type { Clock } from '@flexspace/kernel';
import { oidcEnvironment, silentLogger, testServers } from '@flexspace/testkit';
import { createRealtimeService, realtimeConfig, type RealtimeGateway } from '../../src/index.js';
import type { FakePeers } from './fake-peers.js';

export const PUBLIC_ORIGIN = 'http://flexspace.test:8080';

export interface GatewayOptions {
  readonly prefix: string;
  readonly peers: FakePeers;
  readonly natsUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/** A gateway as main.ts would run it, in this process. */
export const startGateway = async (options: GatewayOptions): Promise<RealtimeGateway> => {
  const gateway = createRealtimeService(
    realtimeConfig({
      ...(await oidcEnvironment('realtime')),
      FLEXSPACE_NATS_URL: options.natsUrl ?? testServers().natsUrl,
      FLEXSPACE_NATS_PREFIX: options.prefix,
      FLEXSPACE_ACCESS_ADDRESS: options.peers.accessAddress,
      FLEXSPACE_CATALOG_ADDRESS: options.peers.catalogAddress,
      FLEXSPACE_PUBLIC_URL: `${PUBLIC_ORIGIN}/`,
      FLEXSPACE_SHUTDOWN_GRACE_MS: '1000',
      ...options.environment,
    }),
    { logger: silentLogger(), ...(options.clock !== undefined && { clock: options.clock }) },
  );
  await gateway.start();
  return gateway;
};
