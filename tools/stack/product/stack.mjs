import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { endCommands } from '../artifacts/run-command.mjs';
import { Ports } from '../process/free-ports.mjs';
import { stopRecorded } from '../process/run-record.mjs';
import { Supervisor } from '../process/supervisor.mjs';
import { build, buildFingerprint, hasWeb } from './build.mjs';
import { createDatabases, databasePrefix } from './databases.mjs';
import { KeycloakAdmin } from './keycloak-admin.mjs';
import { applyRealm, realmHash, renderRealm } from './realm.mjs';
import { readSecrets } from './secrets.mjs';
import { seed } from './seed.mjs';
import { startServers } from './servers.mjs';
import { serviceEnvironment } from './service-environment.mjs';
import { SERVICES } from './service-plan.mjs';
import { migrate, startServices, takeServicePorts } from './service-processes.mjs';
import { stackFile, writeStackFile } from './stack-file.mjs';
import { StackState } from './stack-state.mjs';

/** Where people find the app, unless somebody else has that port. */
const FAVOURITE_PORT = 8080;

/**
 * @typedef {object} StackOptions
 * @property {string} root the checkout
 * @property {string} home the folder with this stack's data
 * @property {import('../progress.mjs').Progress} progress
 * @property {AbortSignal} signal
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} reset
 * @property {'full' | 'small'} seedScale
 * @property {boolean} durable
 * @property {string} prefix keeps this stack's names on servers that it shares with others apart
 * @property {number} replicas of each service; only the first api-gateway is behind the address that people open
 * @property {boolean} dev the api-gateway listens behind a proxy that also serves Vite
 * @property {import('../process/run-record.mjs').RunRecord} record
 * @property {import('./servers.mjs').Servers} [servers] that run already and are stopped by whoever started them
 */

/**
 * Everything on one machine: servers, databases, realm, services, example data.
 */
export class Stack {
  /** @param {StackOptions} options */
  constructor(options) {
    this.options = options;
    this.logs = path.join(options.home, 'logs');
    mkdirSync(this.logs, { recursive: true, mode: 0o700 });
    this.state = new StackState(options.home);
    this.secrets = readSecrets(options.home, options.env);
    this.ports = new Ports(path.join(options.home, 'ports.json'), options.prefix === '' ? { app: FAVOURITE_PORT } : {});
    /** @type {import('./service-processes.mjs').RunningService[]} */
    this.services = [];
    /** @type {import('./servers.mjs').Servers | undefined} */
    this.servers = undefined;
    /** @type {(why: string) => void} */
    this.onGiveUp = () => undefined;
    this.supervisor = new Supervisor({
      say: (line) => options.progress.say(line),
      onRestarted: () => this.writeFile(),
      giveUp: (why) => this.onGiveUp(why),
    });
  }

  /** Resolves when people can use the app; signing in may take some seconds more, see `finish`. */
  async start() {
    const { root, home, env, progress, signal, prefix, dev, durable, record, replicas } = this.options;
    const context = { home, logs: this.logs, ports: this.ports, record, signal, durable };
    const publicPort = await this.#takePublicPort();
    this.publicUrl = `http://127.0.0.1:${publicPort}`;
    const gatewayPort = dev ? await this.ports.take('api-gateway-http') : publicPort;
    const servicePorts = await takeServicePorts(this.ports, { publicPort: gatewayPort, replicas });
    this.servers = this.options.servers ?? startServers(context, { secrets: this.secrets, env, progress });
    const { servers } = this;
    const [postgres, redis, nats] = await settled([
      servers.postgres,
      servers.redis,
      servers.nats,
      build(root, progress, { web: !dev }),
    ]);
    const keycloak = await servers.keycloak;
    signal.throwIfAborted();
    const databases = await createDatabases(postgres.url, {
      passwords: this.secrets.databases,
      ownerPasswords: this.secrets.owners,
      prefix: databasePrefix(prefix),
      reset: this.options.reset && postgres.own === undefined,
    });
    /** @type {import('./service-environment.mjs').Surroundings} */
    this.around = {
      root,
      home,
      publicUrl: this.publicUrl,
      servesWeb: !dev && hasWeb(root),
      issuer: keycloak.own ? `${this.publicUrl}/auth/realms/flexspace` : `${keycloak.url}/realms/flexspace`,
      keycloak: { url: keycloak.url, own: keycloak.own !== undefined },
      nats: nats.url,
      natsPrefix: prefix,
      redis: redis.url,
      redisPrefix: prefix,
      databases: databases.services,
      owners: databases.owners,
      clientSecrets: this.secrets.clients,
      ports: servicePorts,
      env,
    };
    await this.#migrate(this.around, postgres.own !== undefined);
    const { around } = this;
    await progress.step('Services ready', async () => {
      this.services = await startServices(around, { logs: this.logs, record, signal });
      await settled(this.services.map((service) => service.whenReady()));
    });
    this.writeFile();
    for (const service of this.services) this.supervisor.watch(service);
    for (const { own } of [postgres, redis, nats]) if (own !== undefined) this.supervisor.watch(own);
    return this.publicUrl;
  }

  /** Waits for Keycloak, makes the realm and the example company. Resolves when all is there. */
  async finish() {
    const { servers, around } = this;
    if (servers === undefined || around === undefined) throw new Error('start comes first');
    const { root, home, progress, signal } = this.options;
    await servers.keycloakReady;
    const { own } = await servers.keycloak;
    if (own !== undefined) this.supervisor.watch(own);
    await this.#applyRealm(own !== undefined);
    if (this.state.content.seeded === undefined) {
      const booking = SERVICES.find(({ name }) => name === 'booking');
      const bookingEnvironment = booking === undefined ? {} : serviceEnvironment(booking, around);
      const scale = this.options.seedScale;
      this.state.keep({ seeding: new Date().toISOString() });
      const accounts = await progress.step('Example company made', () =>
        seed({ root, home, scale, bookingEnvironment, progress, signal }),
      );
      this.state.keep({ seeded: new Date().toISOString(), accounts });
      this.writeFile();
    }
    return this.state.content.accounts ?? [];
  }

  writeFile() {
    if (this.around === undefined) return;
    const { accounts = [] } = this.state.content;
    writeStackFile(this.options.home, {
      around: this.around,
      services: this.services,
      admin: this.secrets.keycloak,
      accounts,
    });
  }

  /** Stops all in order: who calls goes before who is called, servers last. */
  async stop() {
    this.supervisor.close();
    endCommands();
    const tiers = [...new Set(SERVICES.map(({ tier }) => tier))].sort((left, right) => right - left);
    for (const tier of tiers) {
      await Promise.all(
        this.services.filter(({ plan }) => plan.tier === tier).map((service) => service.process.stop()),
      );
    }
    if (this.servers === undefined) return;
    const { postgres, redis, nats, keycloak } = this.servers;
    // A server that never came up has left nothing to stop: what it started is in the record.
    const started = await Promise.allSettled([keycloak, nats, redis, postgres]);
    await Promise.all(
      started.map((result) => (result.status === 'fulfilled' ? result.value.own?.process.stop() : undefined)),
    );
    // It would tell of what is gone.
    rmSync(stackFile(this.options.home), { force: true });
    const { record } = this.options;
    await stopRecorded(record.processes.filter((entry) => entry.pid !== process.pid));
  }

  async #takePublicPort() {
    const { env, progress } = this.options;
    const before = this.ports.remembered['app'];
    const port = env['FLEXSPACE_PORT']
      ? await this.ports.insist('app', Number(env['FLEXSPACE_PORT']))
      : await this.ports.take('app');
    if (before !== undefined && before !== port) {
      progress.say(
        `  ! The address changes: port ${before} is no longer free or wanted. Everybody has to sign in again.`,
      );
    }
    return port;
  }

  /**
   * @param {import('./service-environment.mjs').Surroundings} around
   * @param {boolean} ownDatabase a given one may have been emptied behind our back, so it is always asked
   */
  async #migrate(around, ownDatabase) {
    const build = buildFingerprint(this.options.root);
    if (ownDatabase && this.state.content.migrated === build) return;
    await this.options.progress.step('Databases migrated', () => migrate(around));
    this.state.keep({ migrated: build });
  }

  /** @param {boolean} own a Keycloak that was given is asked every time, for the same reason */
  async #applyRealm(own) {
    const { root, env, progress } = this.options;
    const { around, secrets } = this;
    if (around === undefined) return;
    const frontendUrl = own ? `${around.publicUrl}/auth` : undefined;
    const realm = renderRealm(root, { publicUrl: around.publicUrl, frontendUrl, clientSecrets: secrets.clients, env });
    const hash = realmHash(realm);
    if (own && this.state.content.realm === hash) return;
    const admin = new KeycloakAdmin(around.keycloak.url, secrets.keycloak);
    await progress.step('Realm imported', () => applyRealm(admin, realm));
    this.state.keep({ realm: hash });
  }
}

/**
 * All of them, or the first failure once every other one has come to its end: nothing goes on behind a failure's back.
 * @template {readonly unknown[]} T
 * @param {T} promises
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
async function settled(promises) {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return Promise.all(promises);
}
