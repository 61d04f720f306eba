import { readConfig, settings, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';

const schema = z.object({
  ...settings.log,
  ...settings.lifecycle,
  ...settings.admin,
  ...settings.http,
  ...settings.oidc,
  ...settings.nats,
  CATALOG_ADDRESS: settings.address,
  ACCESS_ADDRESS: settings.address,
  /** The origin people see; sockets from pages of another one are refused. */
  PUBLIC_URL: z.url(),
  REALTIME_MAX_SOCKETS: z.coerce.number().int().min(1).max(200_000).default(20_000),
  REALTIME_MAX_SOCKETS_PER_USER: z.coerce.number().int().min(1).max(200_000).default(1_000),
  REALTIME_REPLAY_EVENTS: z.coerce.number().int().min(1).max(200_000).default(20_000),
  REALTIME_REPLAY_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .max(1_073_741_824)
    .default(32 * 1_024 * 1_024),
});

export type RealtimeConfig = Readonly<z.output<typeof schema>>;

export const realtimeConfig = (env: Environment): RealtimeConfig => readConfig(schema, env);
