import path from 'node:path';

/** Settings of the machine's servers and of this tool: no service needs them, and some are secrets. */
const NOT_FOR_SERVICES =
  /^FLEXSPACE_(POSTGRES|REDIS|NATS|KEYCLOAK|S3)_URL$|^FLEXSPACE_(KEYCLOAK_ADMIN|OIDC_SECRET)_|^FLEXSPACE_(PORT|HOME|STACK|SEED_SCALE|DEMO_PASSWORD)$|^npm_|^KC_/;

/**
 * @typedef {object} Surroundings
 * @property {string} root the checkout
 * @property {string} home
 * @property {string} publicUrl the origin people see, without a trailing slash
 * @property {string} issuer
 * @property {boolean} servesWeb false where Vite serves the app
 * @property {{ url: string, own: boolean }} keycloak
 * @property {string} nats
 * @property {string} natsPrefix
 * @property {string} redis
 * @property {string} redisPrefix
 * @property {Record<string, string>} databases url by service, as its own role
 * @property {Record<string, string>} owners the same as the role that owns it, for migrations alone
 * @property {Record<string, string>} clientSecrets
 * @property {Record<string, ServicePorts[]>} ports of each replica, by service
 * @property {NodeJS.ProcessEnv} env what the person who starts the stack has set
 */

/** @typedef {{ grpc?: number, http?: number, admin: number }} ServicePorts */

/**
 * The environment of one service: its own database and secret, and nobody else's.
 * @param {import('./service-plan.mjs').ServicePlan} plan
 * @param {Surroundings} around
 * @param {number} [replica]
 * @returns {NodeJS.ProcessEnv}
 */
export function serviceEnvironment(plan, around, replica = 0) {
  const ports = around.ports[plan.name]?.[replica];
  const settings = {
    ADMIN_PORT: ports?.admin,
    GRPC_PORT: ports?.grpc,
    HTTP_PORT: ports?.http,
    DATABASE_URL: around.databases[plan.name],
    NATS_URL: around.nats,
    NATS_PREFIX: around.natsPrefix,
    REDIS_URL: around.redis,
    ...(around.redisPrefix === '' ? {} : { REDIS_PREFIX: around.redisPrefix }),
    OIDC_ISSUER: around.issuer,
    OIDC_URL: `${around.keycloak.url}/realms/flexspace`,
    OIDC_CLIENT_ID: `flexspace-${plan.client}`,
    OIDC_CLIENT_SECRET: around.clientSecrets[plan.client],
    CATALOG_ADDRESS: grpcAddress(around, 'catalog'),
    BOOKING_ADDRESS: grpcAddress(around, 'booking'),
    ACCESS_ADDRESS: grpcAddress(around, 'access'),
    PUBLIC_URL: around.publicUrl,
    ...extraSettings(plan, around, replica),
  };
  const inherited = Object.entries(around.env).filter(([name]) => !NOT_FOR_SERVICES.test(name));
  const own = Object.entries(settings).filter(([, value]) => value !== undefined);
  return {
    // Compiled modules are kept between starts: a service is up in half the time.
    NODE_COMPILE_CACHE: path.join(around.home, 'compile-cache'),
    NODE_ENV: 'production',
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(own.map(([name, value]) => [`FLEXSPACE_${name}`, String(value)])),
  };
}

/**
 * @param {import('./service-plan.mjs').ServicePlan} plan
 * @param {Surroundings} around
 * @param {number} replica
 * @returns {Record<string, string | boolean | undefined>}
 */
function extraSettings(plan, around, replica) {
  if (plan.name === 'catalog') return { MEDIA_DRIVER: 'disk', MEDIA_DIR: path.join(around.home, 'media') };
  if (plan.name !== 'api-gateway') return {};
  return {
    WEB_ROOT: around.servesWeb ? path.join(around.root, 'web/dist') : undefined,
    REALTIME_URL: `http://127.0.0.1:${around.ports['realtime-gateway']?.[replica]?.http}`,
    // Keycloak's own pages are behind the same port as the app; a Keycloak that was given has its own address.
    KEYCLOAK_PROXY_URL: around.keycloak.own ? new URL(around.keycloak.url).origin : undefined,
    GOOGLE_ENABLED: Boolean(around.env['GOOGLE_CLIENT_ID']),
    COOKIE_SECURE: around.publicUrl.startsWith('https:'),
  };
}

/**
 * Every replica of a service: who asks it shares its calls out among them.
 * @param {Surroundings} around
 * @param {string} service
 */
function grpcAddress(around, service) {
  return (around.ports[service] ?? []).map(({ grpc }) => `127.0.0.1:${grpc}`).join(',');
}
