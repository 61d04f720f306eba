import { readConfig, settings, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';

const schema = z.object({
  ...settings.log,
  ...settings.lifecycle,
  ...settings.admin,
  ...settings.oidc,
  ...settings.nats,
  ...settings.redis,
  BOOKING_ADDRESS: settings.address,
  /** A leader that dies is followed after at most this long. */
  SCHEDULER_LEASE_TTL_MS: z.coerce.number().int().min(500).max(60_000).default(3_000),
});

export type SchedulerConfig = Readonly<z.output<typeof schema>>;

export const schedulerConfig = (env: Environment): SchedulerConfig => readConfig(schema, env);
