import { systemClock, type Clock } from '@flexspace/kernel';
import { connectBus } from '@flexspace/messaging';
import {
  createAdminServer,
  createLogger,
  createMetrics,
  createServiceToken,
  type Environment,
  type Logger,
  type Service,
} from '@flexspace/service-kit';
import { createLeaseHolder } from './application/hold-lease.js';
import { createLead } from './application/lead.js';
import { createBoundaryWatch } from './application/watch-boundaries.js';
import { schedulerConfig, type SchedulerConfig } from './config.js';
import { connectRedis } from './storage/redis-connection.js';
import { createRedisFleetMemory } from './storage/redis-fleet-memory.js';
import { createRedisLeaseStore } from './storage/redis-lease-store.js';
import { createTelemetry } from './telemetry.js';
import { systemTimers } from './timers.js';
import { createCronSchedule } from './transport/cron/cron-schedule.js';
import { createBookingNews } from './transport/events/booking-news.js';
import { createBookingClock } from './transport/grpc/booking-clock.js';

export { schedulerConfig, type SchedulerConfig } from './config.js';

/** A running scheduler; the address is known once it has started. */
export interface Scheduler extends Service {
  adminPort(): number;
  isLeading(): boolean;
}

/** What a test may put in place of the real thing. */
export interface SchedulerOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const EVERY_MINUTE = '0 * * * * *';
const DAILY_AT_THREE = '0 0 3 * * *';

/** Builds a scheduler; nothing is opened before start(). */
export const createSchedulerService = (config: SchedulerConfig, overrides: SchedulerOverrides = {}): Scheduler => {
  const clock = overrides.clock ?? systemClock;
  const logger = overrides.logger ?? createLogger({ service: 'scheduler', level: config.LOG_LEVEL });
  const metrics = createMetrics();
  const counters = createTelemetry(metrics, logger);
  let leading = false;
  const telemetry: typeof counters = {
    ...counters,
    leading(isLeader) {
      leading = isLeader;
      counters.leading(isLeader);
    },
  };

  const stopping = new AbortController();
  let adminPort = 0;
  let shutDown: () => Promise<void> = () => Promise.resolve();

  const start = async (): Promise<void> => {
    const redis = connectRedis(config.REDIS_URL, (error) => {
      logger.debug({ err: error }, 'redis connection failed');
    });
    const booking = createBookingClock(
      config.BOOKING_ADDRESS,
      createServiceToken({
        realmUrl: config.OIDC_URL,
        clientId: config.OIDC_CLIENT_ID,
        clientSecret: config.OIDC_CLIENT_SECRET,
      }),
    );
    const admin = createAdminServer({
      host: config.ADMIN_HOST,
      port: config.ADMIN_PORT,
      metrics,
      checks: {
        redis: async () => {
          await redis.ping();
        },
      },
    });
    adminPort = await admin.listen();
    const bus = await connectBus({
      url: config.NATS_URL,
      prefix: config.NATS_PREFIX,
      replicas: config.NATS_REPLICAS,
      name: 'scheduler',
      logger,
    });
    const news = createBookingNews(bus, logger);
    news.start();

    const memory = createRedisFleetMemory(redis, config.REDIS_PREFIX);
    const lead = createLead({
      boundaries: createBoundaryWatch({ booking, news, clock, timers: systemTimers, telemetry }),
      booking,
      memory,
      everyMinute: createCronSchedule(EVERY_MINUTE),
      daily: createCronSchedule(DAILY_AT_THREE),
      clock,
      timers: systemTimers,
      telemetry,
    });
    const store = createRedisLeaseStore({
      redis,
      prefix: config.REDIS_PREFIX,
      ttlMs: config.SCHEDULER_LEASE_TTL_MS,
      onError: (error) => {
        logger.debug({ err: error }, 'lease cannot be confirmed');
      },
    });
    const holder = createLeaseHolder({
      store,
      memory,
      lead,
      timers: systemTimers,
      telemetry,
      ttlMs: config.SCHEDULER_LEASE_TTL_MS,
    });
    const running = holder.run(stopping.signal);
    admin.setReady(true);
    logger.info({ admin_port: adminPort }, 'scheduler started');

    shutDown = async () => {
      admin.setReady(false);
      stopping.abort();
      await running;
      await news.stop();
      await bus.close();
      booking.close();
      redis.disconnect();
      await admin.close();
      logger.info('scheduler stopped');
    };
  };

  return { start, stop: () => shutDown(), adminPort: () => adminPort, isLeading: () => leading };
};

/** From the environment, as main.ts starts it. */
export const createFromEnvironment = (env: Environment): Scheduler => createSchedulerService(schedulerConfig(env));
