import { readConfig, settings, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';

const schema = z.object({
  ...settings.log,
  ...settings.lifecycle,
  ...settings.admin,
  ...settings.grpc,
  ...settings.oidc,
  ...settings.database,
  ...settings.nats,
  ...settings.redis,
  CATALOG_ADDRESS: settings.address,
  ACCESS_ADDRESS: settings.address,
  /** How many days ahead a booking may start. */
  BOOKING_HORIZON_DAYS: z.coerce.number().int().min(1).max(3_650).default(365),
});

export type BookingConfig = Readonly<z.output<typeof schema>>;

/** Throws ConfigError that lists every problem at once. */
export const parseBookingConfig = (env: Environment): BookingConfig => readConfig(schema, env);
