import path from 'node:path';
import { runCommand, lastLines } from '../artifacts/run-command.mjs';
import { ManagedProcess } from '../process/managed-process.mjs';
import { answersOk } from '../process/wait-until.mjs';
import { StackError } from '../stack-error.mjs';
import { serviceEnvironment } from './service-environment.mjs';
import { DATABASES, SERVICES } from './service-plan.mjs';

const READY_TIMEOUT_MS = 90_000;

/**
 * @typedef {object} RunningService
 * @property {import('./service-plan.mjs').ServicePlan} plan
 * @property {import('./service-environment.mjs').ServicePorts} ports
 * @property {ManagedProcess} process
 * @property {() => Promise<void>} whenReady
 */

/**
 * Ports for every service, by name.
 * @param {import('../process/free-ports.mjs').Ports} ports
 * @param {number} publicPort which the api-gateway listens on
 */
export async function takeServicePorts(ports, publicPort) {
  /** @type {Record<string, import('./service-environment.mjs').ServicePorts>} */
  const taken = {};
  for (const { name, grpc, http } of SERVICES) {
    const admin = await ports.take(`${name}-admin`);
    const httpPort = name === 'api-gateway' ? publicPort : http && (await ports.take(`${name}-http`));
    taken[name] = {
      admin,
      ...(grpc ? { grpc: await ports.take(`${name}-grpc`) } : {}),
      ...(httpPort ? { http: httpPort } : {}),
    };
  }
  return taken;
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
  for (const plan of SERVICES) {
    const ports = around.ports[plan.name];
    if (ports === undefined) throw new Error(`no ports for ${plan.name}`);
    const managed = new ManagedProcess(
      {
        name: plan.name,
        command: process.execPath,
        // Most of what a request makes dies with it: with more room for the young, the collector seldom has to look.
        args: ['--max-semi-space-size=32', entryPoint(around.root, plan.name)],
        cwd: around.root,
        env: serviceEnvironment(plan, around),
        log: path.join(logs, `${plan.name}.log`),
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
