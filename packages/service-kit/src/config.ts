import { z } from 'zod';

const PREFIX = 'FLEXSPACE_';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every problem of a configuration at once, in the names that the person who starts the service has to set. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads the settings of one service from the environment: the schema's keys are the names without FLEXSPACE_. A variable
 * that is set counts, also as `false`, `0` or an empty string. Throws ConfigError.
 */
export const readConfig = <Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment,
): Readonly<z.output<Schema>> => {
  const values: Record<string, string> = {};
  for (const key of Object.keys(schema.shape)) {
    const value = env[PREFIX + key];
    if (value !== undefined) values[key] = value;
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(parsed.error.issues.map((issue) => `${PREFIX}${issue.path.join('.')}: ${issue.message}`));
};

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url();
/** `true`/`1` and `false`/`0`, and nothing that only looks like them. */
export const flag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] });
/** `host:port` (a name may stand for many replicas), or several `ip:port` separated by commas; calls go round all of them. */
const address = z
  .string()
  .regex(/^([^\s:,]+:\d{1,5}|\d+(\.\d+){3}:\d{1,5}(,\d+(\.\d+){3}:\d{1,5})+)$/, 'must be host:port, or several ip:port')
  .transform((text) => (text.includes(',') ? `ipv4:${text}` : text));

/** Settings that several services share, to be spread into a service's own schema. */
export const settings = {
  log: { LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info') },
  lifecycle: { SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).max(120_000).default(10_000) },
  admin: { ADMIN_HOST: z.string().default('127.0.0.1'), ADMIN_PORT: port.default(0) },
  grpc: {
    GRPC_HOST: z.string().default('127.0.0.1'),
    GRPC_PORT: port.default(0),
    /** A client that stays connected for good finds no replica that came later, and leaves no old one. 0 = never. */
    GRPC_MAX_CONNECTION_AGE_MS: z.coerce.number().int().min(0).max(86_400_000).default(300_000),
  },
  http: { HTTP_HOST: z.string().default('127.0.0.1'), HTTP_PORT: port.default(0) },
  oidc: {
    /** The issuer that tokens name: the public address of the realm. */
    OIDC_ISSUER: url,
    /** The realm's address as this service reaches it. */
    OIDC_URL: url,
    OIDC_AUDIENCE: z.string().min(1).default('flexspace-api'),
    OIDC_CLIENT_ID: z.string().min(1),
    OIDC_CLIENT_SECRET: z.string().min(1),
  },
  database: { DATABASE_URL: url, DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(200).default(10) },
  /** For the migrate command alone: the role that owns the schema. Unset, the service's own role owns it. */
  databaseOwner: { DATABASE_OWNER_URL: url.optional() },
  nats: {
    NATS_URL: url,
    NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
    /** Goes before every stream and subject, so that tests share a server. */
    NATS_PREFIX: z
      .string()
      .regex(/^[a-z0-9_-]*$/)
      .default(''),
  },
  redis: { REDIS_URL: url, REDIS_PREFIX: z.string().default('flexspace:') },
  address,
} as const;
