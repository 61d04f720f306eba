import { setTimeout as delay } from 'node:timers/promises';
import { systemClock, type Clock } from '@flexspace/kernel';
import { connectBus } from '@flexspace/messaging';
import {
  createAdminServer,
  createLogger,
  createMetrics,
  createTokenVerifier,
  type Environment,
  type Logger,
  type Service,
} from '@flexspace/service-kit';
import { boundGate } from './application/bounded-gate.js';
import { createChangeGatherer } from './application/gather-changes.js';
import { createMessageHandler } from './application/handle-message.js';
import type { AccessGate } from './application/ports.js';
import { createEventPublisher } from './application/publish-event.js';
import { createAccessRevocation } from './application/revoke-access.js';
import { createSessionRegistry } from './application/session-registry.js';
import { sendAway } from './application/send-away.js';
import { createTopicSubscription } from './application/subscribe-topic.js';
import { createLivenessWatch } from './application/watch-liveness.js';
import { realtimeConfig, type RealtimeConfig } from './config.js';
import { createReplayBuffer } from './domain/replay-buffer.js';
import { createTelemetry } from './telemetry.js';
import { createRealtimeConsumer } from './transport/events/realtime-consumer.js';
import { createAccessGate } from './transport/grpc/access-gate.js';
import { createAdmission } from './transport/ws/admission.js';
import { createSocketServer } from './transport/ws/socket-server.js';

export { realtimeConfig, type RealtimeConfig } from './config.js';

/** A running gateway; the addresses are known once it has started. */
export interface RealtimeGateway extends Service {
  /** Of the sockets, `http://host:port`. */
  url(): string;
  adminPort(): number;
}

/** What a test may put in place of the real thing. */
export interface RealtimeOverrides {
  readonly clock?: Clock;
  readonly gate?: AccessGate;
  readonly logger?: Logger;
}

/** How often tokens are looked at for their end, and the bus for being there. */
const SWEEP_MS = 250;
/** The start waits this long for the buffer to fill; then sockets are refused until it has. */
const FILL_WAIT_MS = 5_000;

/** Access and catalog answer some thousands of questions a second: a full queue is worth a few seconds, and nobody waits longer. */
const GATE_BOUNDS = { concurrency: 64, waiting: 20_000, patienceMs: 5_000 };

/** Builds a gateway; nothing is opened before start(). */
export const createRealtimeService = (config: RealtimeConfig, overrides: RealtimeOverrides = {}): RealtimeGateway => {
  const clock = overrides.clock ?? systemClock;
  const logger = overrides.logger ?? createLogger({ service: 'realtime-gateway', level: config.LOG_LEVEL });
  const metrics = createMetrics();
  const telemetry = createTelemetry(metrics);
  const verifier = createTokenVerifier({
    issuer: config.OIDC_ISSUER,
    realmUrl: config.OIDC_URL,
    audience: config.OIDC_AUDIENCE,
  });
  const remoteGate = createAccessGate({ access: config.ACCESS_ADDRESS, catalog: config.CATALOG_ADDRESS });
  const gate = boundGate(overrides.gate ?? remoteGate, GATE_BOUNDS);
  const sessions = createSessionRegistry();
  const history = createReplayBuffer({ events: config.REALTIME_REPLAY_EVENTS, bytes: config.REALTIME_REPLAY_BYTES });
  const report = (error: unknown): void => {
    logger.error({ err: error }, 'work on a socket failed');
  };
  const revocation = createAccessRevocation({ sessions, gate, clock, telemetry, pause: (ms) => delay(ms) });
  const changes = createChangeGatherer((change) => {
    revocation.recheck(change).catch(report);
  });

  let filled = (): boolean => false;
  let following = (): boolean => false;
  const server = createSocketServer({
    host: config.HTTP_HOST,
    port: config.HTTP_PORT,
    admit: createAdmission({
      verifier,
      sessions,
      publicUrl: config.PUBLIC_URL,
      maxSockets: config.REALTIME_MAX_SOCKETS,
      maxSocketsPerUser: config.REALTIME_MAX_SOCKETS_PER_USER,
      logger,
      isFilled: () => filled(),
    }),
    sessions,
    handle: createMessageHandler({
      subscription: createTopicSubscription({ gate, history, telemetry, report }),
      history,
      clock,
      telemetry,
    }),
    liveness: { isLive: () => liveness.isLive() },
    clock,
    telemetry,
  });
  const liveness = createLivenessWatch({ isFollowing: () => following(), broadcaster: server, telemetry });
  const publisher = createEventPublisher({ history, broadcaster: server, clock, telemetry });
  const admin = createAdminServer({
    host: config.ADMIN_HOST,
    port: config.ADMIN_PORT,
    metrics,
    // The bus may be away: open sockets stay, and new ones are told that nothing is live.
    checks: { history: () => (filled() ? Promise.resolve() : Promise.reject(new Error('not filled yet'))) },
  });

  let url = '';
  let adminPort = 0;
  let shutDown: () => Promise<void> = () => Promise.resolve();

  const start = async (): Promise<void> => {
    adminPort = await admin.listen();
    const bus = await connectBus({
      url: config.NATS_URL,
      prefix: config.NATS_PREFIX,
      replicas: config.NATS_REPLICAS,
      name: 'realtime-gateway',
      logger,
    });
    const consumer = createRealtimeConsumer({
      bus,
      last: config.REALTIME_REPLAY_EVENTS,
      history,
      publisher,
      sessions,
      changes,
      revocation,
      verifier,
      logger,
    });
    filled = () => consumer.isFilled();
    following = () => consumer.isFollowing();
    const sweep = setInterval(() => {
      sessions.closeExpired(clock.now());
      liveness.check();
    }, SWEEP_MS);
    shutDown = async () => {
      clearInterval(sweep);
      changes.flush();
      await consumer.stop();
      await bus.close();
    };

    consumer.start();
    await Promise.race([consumer.filled(), delay(FILL_WAIT_MS, undefined, { ref: false })]);
    liveness.check();
    const port = await server.listen();
    url = `http://${config.HTTP_HOST}:${port}`;
    admin.setReady(true);
    logger.info({ port, admin_port: adminPort, filled: filled() }, 'realtime gateway started');
  };

  const stop = async (): Promise<void> => {
    admin.setReady(false);
    server.stopListening();
    await sendAway(sessions, { withinMs: config.SHUTDOWN_GRACE_MS / 2, pause: (ms) => delay(ms) });
    await shutDown();
    server.close();
    remoteGate.close();
    await admin.close();
    logger.info('realtime gateway stopped');
  };

  return { start, stop, url: () => url, adminPort: () => adminPort };
};

/** From the environment, as main.ts starts it. */
export const createFromEnvironment = (env: Environment): RealtimeGateway => createRealtimeService(realtimeConfig(env));
