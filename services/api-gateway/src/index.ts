import type { AddressInfo } from 'node:net';
import { connectBus, type Bus } from '@flexspace/messaging';
import {
  createAdminServer,
  createLogger,
  createMetrics,
  createServiceToken,
  createTokenVerifier,
  type Logger,
  type Service,
} from '@flexspace/service-kit';
import type { FastifyInstance } from 'fastify';
import { closeClients, createClients } from './clients.js';
import type { GatewayConfig } from './config.js';
import { buildApp } from './http/app.js';
import { proxyWebSockets } from './http/websocket-proxy.js';
import { createOnce } from './http/created-once.js';
import { createUploadLimit } from './http/upload-limit.js';
import { connectRedis, createRedis } from './session/redis.js';
import { createSessionAnnouncer } from './session/session-announcer.js';
import { createSessions } from './session/sessions.js';
import { createTelemetry } from './telemetry.js';

export { readGatewayConfig, type GatewayConfig } from './config.js';

const NAME = 'api-gateway';

export interface ApiGateway extends Service {
  /** The ports that were bound; only after start. */
  ports(): { readonly http: number; readonly admin: number };
}

interface Running {
  readonly app: FastifyInstance;
  readonly bus: Bus;
  readonly http: number;
  readonly admin: number;
  close(): Promise<void>;
}

/** The gateway as production runs it and tests boot it. */
export const createApiGateway = (config: GatewayConfig, overrides: { readonly logger?: Logger } = {}): ApiGateway => {
  const logger = overrides.logger ?? createLogger({ service: NAME, level: config.LOG_LEVEL });
  let running: Running | undefined;

  const start = async (): Promise<Running> => {
    const metrics = createMetrics();
    const bus = await connectBus({
      url: config.NATS_URL,
      prefix: config.NATS_PREFIX,
      replicas: config.NATS_REPLICAS,
      name: NAME,
      logger,
    });
    const clients = createClients(config);
    const verifier = createTokenVerifier({
      issuer: config.OIDC_ISSUER,
      realmUrl: config.OIDC_URL,
      audience: config.OIDC_AUDIENCE,
    });
    const redis = createRedis(config.REDIS_URL, logger);
    await connectRedis(redis);
    const serviceToken = createServiceToken({
      realmUrl: config.OIDC_URL,
      clientId: config.OIDC_CLIENT_ID,
      clientSecret: config.OIDC_CLIENT_SECRET,
    });
    const announce = createSessionAnnouncer(bus, logger);
    const sessions = createSessions({ config, verifier, announce, redis, serviceToken, logger });
    await sessions.start();
    const app = await buildApp(
      {
        config,
        clients,
        sessions,
        verifier,
        bus,
        serviceToken,
        logger,
        createOnce: createOnce(redis, config.REDIS_PREFIX),
        admitUpload: createUploadLimit(redis, config.REDIS_PREFIX, logger),
      },
      createTelemetry(metrics),
    );
    const closeSockets =
      config.REALTIME_URL === undefined
        ? () => undefined
        : proxyWebSockets(app.server, { upstream: config.REALTIME_URL, publicUrl: config.PUBLIC_URL, logger });
    await app.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT });
    const http = (app.server.address() as AddressInfo).port;
    // What it depends on answers for itself: a gateway without Keycloak or a service still serves all the rest.
    const admin = createAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics, checks: {} });
    const adminPort = await admin.listen();
    admin.setReady(true);
    logger.info({ http_port: http, admin_port: adminPort }, 'listening');

    return {
      app,
      bus,
      http,
      admin: adminPort,
      async close() {
        admin.setReady(false);
        const drained = app.close();
        closeSockets();
        await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, config.SHUTDOWN_GRACE_MS).unref())]);
        sessions.stop();
        redis.disconnect();
        closeClients(clients);
        await bus.close();
        await admin.close();
      },
    };
  };

  return {
    async start() {
      running = await start();
    },
    async stop() {
      await running?.close();
      running = undefined;
    },
    ports() {
      if (running === undefined) throw new Error('the gateway has not been started');
      return { http: running.http, admin: running.admin };
    },
  };
};
