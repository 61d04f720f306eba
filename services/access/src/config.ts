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
  CATALOG_ADDRESS: settings.address,
  /** At least this often everybody is read from Keycloak; a small company more often, as long as that costs next to nothing. */
  PEOPLE_SYNC_SECONDS: z.coerce.number().int().min(10).max(86_400).default(600),
});

export type AccessConfig = Readonly<z.output<typeof schema>>;

/** Throws ConfigError that names everything that is wrong. */
export const readAccessConfig = (env: Environment): AccessConfig => readConfig(schema, env);
