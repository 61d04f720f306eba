import { createApiGateway, readGatewayConfig, type ApiGateway } from '@flexspace/api-gateway';
import { oidcEnvironment, silentLogger, testPrefix, testServers } from '@flexspace/testkit';
import type { FakePeers } from './fake-peers.js';

export interface GatewayUnderTest {
  readonly origin: string;
  readonly admin: string;
  readonly prefix: string;
  stop(): Promise<void>;
}

type Addresses = Pick<FakePeers, 'catalog' | 'booking' | 'access'>;

/** A whole gateway on free ports, with prefixes of its own in Redis and NATS. */
export const startGateway = async (
  peers: { readonly [Name in keyof Addresses]: { readonly address: string } },
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayUnderTest> => {
  const servers = testServers();
  const prefix = env['FLEXSPACE_NATS_PREFIX'] ?? testPrefix();
  const config = readGatewayConfig({
    FLEXSPACE_REDIS_URL: servers.redisUrl,
    FLEXSPACE_REDIS_PREFIX: `${prefix}:`,
    FLEXSPACE_NATS_URL: servers.natsUrl,
    FLEXSPACE_NATS_PREFIX: prefix,
    FLEXSPACE_CATALOG_ADDRESS: peers.catalog.address,
    FLEXSPACE_BOOKING_ADDRESS: peers.booking.address,
    FLEXSPACE_ACCESS_ADDRESS: peers.access.address,
    FLEXSPACE_PUBLIC_URL: 'http://localhost:8080',
    FLEXSPACE_SHUTDOWN_GRACE_MS: '2000',
    ...(await oidcEnvironment('gateway')),
    ...env,
  });
  const gateway: ApiGateway = createApiGateway(config, { logger: silentLogger() });
  await gateway.start();
  const { http, admin } = gateway.ports();
  return {
    origin: `http://127.0.0.1:${http}`,
    admin: `http://127.0.0.1:${admin}`,
    prefix,
    stop: () => gateway.stop(),
  };
};
