import { flag, readConfig, settings, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';

/** A variable that is set to nothing means "not this one". */
const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));
const origin = z.url().transform((text) => new URL(text).origin);
const optionalUrl = z.union([z.literal('').transform(() => undefined), z.url()]).optional();

const schema = z.object({
  ...settings.log,
  ...settings.lifecycle,
  ...settings.admin,
  ...settings.http,
  ...settings.oidc,
  ...settings.nats,
  ...settings.redis,
  CATALOG_ADDRESS: settings.address,
  BOOKING_ADDRESS: settings.address,
  ACCESS_ADDRESS: settings.address,
  /** The origin that people see. */
  PUBLIC_URL: origin,
  /** The folder of the built app; unset where something else serves it. */
  WEB_ROOT: optionalText,
  /** Set where no ingress does it: /ws is passed on to the realtime gateway. */
  REALTIME_URL: optionalUrl,
  /** Set where no ingress does it: /auth is passed on to Keycloak. */
  KEYCLOAK_PROXY_URL: optionalUrl,
  /** Unset: secure unless the public address is plain http on this machine. */
  COOKIE_SECURE: flag.optional(),
  /** Addresses or networks, separated by commas, whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: z.string().default(''),
  GOOGLE_ENABLED: flag.default(false),
  /** Off: people sign in on Keycloak's page alone, where second factors can be asked of everybody. */
  PASSWORD_ENABLED: flag.default(true),
  SSO_ENABLED: flag.default(true),
});

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const mustBeSecure = (publicUrl: string): boolean => {
  const { protocol, hostname } = new URL(publicUrl);
  return !(protocol === 'http:' && LOOPBACK.has(hostname));
};

/** Everything the gateway needs to know, from the environment. Throws ConfigError. */
export const readGatewayConfig = (env: Environment) => {
  const values = readConfig(schema, env);
  return Object.freeze({ ...values, COOKIE_SECURE: values.COOKIE_SECURE ?? mustBeSecure(values.PUBLIC_URL) });
};

export type GatewayConfig = ReturnType<typeof readGatewayConfig>;
