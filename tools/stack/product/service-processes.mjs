import path from 'node:path';
import { runCommand, lastLines } from '../artifacts/run-command.mjs';
import { ManagedProcess } from '../process/managed-process.mjs';
import { answersOk } from '../process/wait-until.mjs';
import { StackError } from '../stack-error.mjs';
import { serviceEnvironment } from './service-environment.mjs';
import { DATABASES, SERVICES } from './service-plan.mjs';

const READY_TIMEOUT_MS = 90_000;

/**
 * @typedef {object} RunningService one replica
 * @property {import('./service-plan.mjs').ServicePlan} plan
 * @property {import('./service-environment.mjs').ServicePorts} ports
 * @property {ManagedProcess} process
 * @property {() => Promise<void>} whenReady
 */

/**
 * Ports for every replica of every service, by the service's name.
 * @param {import('../process/free-ports.mjs').Ports} ports
 * @param {{ publicPort: number, replicas: number }} options the first api-gateway listens on the public port
 */
export async function takeServicePorts(ports, { publicPort, replicas }) {
  /** @type {Record<string, import('./service-environment.mjs').ServicePorts[]>} */
  const taken = {};
  for (const { name, grpc, http } of SERVICES) {
    taken[name] = [];
    for (let replica = 0; replica < replicas; replica += 1) {
      const own = replicaName(name, replica);
      const admin = await ports.take(`${own}-admin`);
      const httpPort = own === 'api-gateway' ? publicPort : http && (await ports.take(`${own}-http`));
      taken[name].push({
        admin,
        ...(grpc ? { grpc: await ports.take(`${own}-grpc`) } : {}),
        ...(httpPort ? { http: httpPort } : {}),
      });
    }
  }
  return taken;
}

/**
 * `booking`, `booking-2`, …
 * @param {string} service
 * @param {number} replica
 */
function replicaName(service, replica) {
  return replica === 0 ? service : `${service}-${replica + 1}`;
}

/**
 * Applies the migrations of every service that owns a database.
 * @param {import('./service-environment.mjs').Surroundings} around
 */
export async function migrate(around) {
  await Promise.all(
    SERVICES.filter(({ name }) => DATABASES.includes(name)).map(async (plan) => {
      const env = { ...serviceEnvironment(plan, around), FLEXSPACE_DATABASE_OWNER_URL: around.owners[plan.name] };
      const result = await runCommand(process.execPath, [entryPoint(around.root, plan.name), 'migrate'], {
        cwd: around.root,
        env,
      });
      if (result.code === 0) return;
      throw new StackError(
        `The migrations of ${plan.name} failed:\n${lastLines(result.output)}`,
        'Put right what it says; when the data does not matter, begin anew with npm start -- --reset.',
      );
    }),
  );
}

/**
 * Starts all services; each is ready when its own admin port says so.
 * @param {import('./service-environment.mjs').Surroundings} around
 * @param {{ logs: string, record: import('../process/run-record.mjs').RunRecord, signal: AbortSignal }} options
 * @returns {Promise<RunningService[]>}
 */
export async function startServices(around, { logs, record, signal }) {
  /** @type {RunningService[]} */
  const running = [];
  const replicas = SERVICES.flatMap((plan) =>
    (around.ports[plan.name] ?? []).map((ports, replica) => ({ plan, ports, replica })),
  );
  for (const { plan, ports, replica } of replicas) {
    const name = replicaName(plan.name, replica);
    const managed = new ManagedProcess(
      {
        name,
        command: process.execPath,
        // Most of what a request makes dies with it: with more room for the young, the collector seldom has to look.
        args: ['--max-semi-space-size=32', entryPoint(around.root, plan.name)],
        cwd: around.root,
        env: serviceEnvironment(plan, around, replica),
        log: path.join(logs, `${name}.log`),
      },
      record,
    );
    const readyUrl = `http://127.0.0.1:${ports.admin}/readyz`;
    const whenReady = () => managed.waitReady(() => answersOk(readyUrl), { timeoutMs: READY_TIMEOUT_MS, signal });
    running.push({ plan, ports, process: managed, whenReady });
    await managed.start();
  }
  return running;
}

/**
 * @param {string} root
 * @param {string} service
 */
export function entryPoint(root, service) {
  return path.join(root, 'services', service, 'dist/main.js');
}
