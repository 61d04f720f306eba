import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { stopRecorded } from '../process/run-record.mjs';
import { Ports } from '../process/free-ports.mjs';
import { databasePrefix, dropDatabases } from '../product/databases.mjs';
import { readSecrets } from '../product/secrets.mjs';
import { startServers } from '../product/servers.mjs';
import { Stack } from '../product/stack.mjs';
import { stackFile } from '../product/stack-file.mjs';
import { findChromium } from '../servers/chromium.mjs';
import { startS3 } from '../servers/s3proxy.mjs';

/** Names of the product under test on the servers that it shares with the integration tests. */
const PRODUCT_PREFIX = 'e2e-';

/**
 * @typedef {object} TestServersOptions
 * @property {string} root
 * @property {string} home
 * @property {import('../progress.mjs').Progress} progress
 * @property {import('../process/run-record.mjs').RunRecord} record
 * @property {AbortSignal} signal
 */

/** Real servers for the tests, started once; the whole product on top of them for the browser tests. */
export class TestServers {
  /** @param {TestServersOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {import('../product/servers.mjs').Servers | undefined} */
    this.servers = undefined;
    /** @type {Stack | undefined} */
    this.product = undefined;
    /** @type {Promise<void> | undefined} */
    this.productReady = undefined;
    /** @type {Promise<string> | undefined} */
    this.s3 = undefined;
  }

  /** Begins to start them; nothing waits yet. */
  begin() {
    const { home, progress, record, signal } = this.options;
    this.secrets = readSecrets(home, process.env);
    const logs = path.join(home, 'logs');
    const ports = new Ports(path.join(home, 'server-ports.json'));
    const context = { home, logs, ports, record, signal, durable: false };
    this.servers = startServers(context, { secrets: this.secrets, env: process.env, progress });
    this.s3 = this.#startS3(context, progress);
    // Awaited by the integration tests alone.
    this.s3.catch(() => undefined);
  }

  /**
   * Where the tests find the servers. They make the realm that they need themselves.
   * @returns {Promise<NodeJS.ProcessEnv>}
   */
  async environment() {
    const { servers, secrets } = this;
    if (servers === undefined || secrets === undefined) throw new Error('begin comes first');
    const [postgres, redis, nats, keycloak] = await Promise.all([
      servers.postgres,
      servers.redis,
      servers.nats,
      servers.keycloak,
    ]);
    await servers.keycloakReady;
    return {
      FLEXSPACE_POSTGRES_URL: postgres.url,
      FLEXSPACE_REDIS_URL: redis.url,
      FLEXSPACE_NATS_URL: nats.url,
      FLEXSPACE_KEYCLOAK_URL: keycloak.url,
      FLEXSPACE_KEYCLOAK_ADMIN_USERNAME: secrets.keycloak.username,
      FLEXSPACE_KEYCLOAK_ADMIN_PASSWORD: secrets.keycloak.password,
    };
  }

  /**
   * The same and a bucket, for the tests of the services.
   * @returns {Promise<NodeJS.ProcessEnv>}
   */
  async integrationEnvironment() {
    return { ...(await this.environment()), FLEXSPACE_S3_URL: await this.s3 };
  }

  /**
   * @param {import('../servers/server-context.mjs').ServerContext} context
   * @param {import('../progress.mjs').Progress} progress
   * @returns {Promise<string>}
   */
  async #startS3(context, progress) {
    const given = process.env['FLEXSPACE_S3_URL'];
    if (given) return given;
    const credentials = { key: 'flexspace', secret: randomBytes(18).toString('base64url') };
    return (await progress.step('S3 started', () => startS3(context, credentials))).url;
  }

  /**
   * Starts the product with a small example company, once, and tells the browser tests where it is.
   * @returns {Promise<NodeJS.ProcessEnv>}
   */
  async productEnvironment() {
    this.productReady ??= this.#startProduct();
    await this.productReady;
    const { home } = this.options;
    return { ...(await this.environment()), FLEXSPACE_STACK: stackFile(home), CHROME_PATH: await findChromium() };
  }

  async #startProduct() {
    const { root, home, progress, record, signal } = this.options;
    await this.servers?.keycloakReady;
    const product = new Stack({
      root,
      home,
      progress,
      signal,
      // A port that somebody wishes for `npm start` may be in use by it right now.
      env: { ...process.env, FLEXSPACE_PORT: undefined },
      reset: true,
      seedScale: 'small',
      durable: false,
      prefix: PRODUCT_PREFIX,
      // Whatever only works because there is one of it must not pass.
      replicas: 2,
      dev: false,
      record,
      servers: this.servers,
    });
    // Also half a product has to be stopped.
    this.product = product;
    await product.start();
    await product.finish();
  }

  /** Stops whatever was started, also half-way. */
  async stop() {
    const { record } = this.options;
    // It may still be starting when the run is broken off, and would start more behind our back.
    await this.productReady?.catch(() => undefined);
    await this.product?.stop();
    const postgres = await this.servers?.postgres.catch(() => undefined);
    // What was given is left as it was.
    if (this.product !== undefined && postgres !== undefined && postgres.own === undefined) {
      await dropDatabases(postgres.url, databasePrefix(PRODUCT_PREFIX));
    }
    await stopRecorded(record.processes.filter((entry) => entry.pid !== process.pid));
  }
}
