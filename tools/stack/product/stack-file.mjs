import path from 'node:path';
import { writePrivate } from './private-file.mjs';
import { SERVICES } from './service-plan.mjs';

/**
 * Tells benches, chaos and other tools where everything is. It holds passwords: mode 0600.
 * @param {string} home
 * @param {{
 *   around: import('./service-environment.mjs').Surroundings,
 *   services: import('./service-processes.mjs').RunningService[],
 *   admin: { username: string, password: string },
 *   accounts: import('./stack-state.mjs').Account[],
 * }} stack
 */
export function writeStackFile(home, { around, services, admin, accounts }) {
  writePrivate(stackFile(home), {
    app: around.publicUrl,
    ws: `${around.publicUrl.replace(/^http/, 'ws')}/ws`,
    keycloak: { url: around.keycloak.url, realm: 'flexspace', admin },
    postgres: around.databases,
    redis: around.redis,
    nats: around.nats,
    services: Object.fromEntries(
      SERVICES.map(({ name }) => [
        name,
        services.filter(({ plan }) => plan.name === name).map((service) => describeService(service)),
      ]),
    ),
    accounts,
  });
}

/** @param {import('./service-processes.mjs').RunningService} service */
function describeService({ process, ports }) {
  return {
    pid: process.pid,
    ...(ports.grpc === undefined ? {} : { grpc: `127.0.0.1:${ports.grpc}` }),
    ...(ports.http === undefined ? {} : { http: `http://127.0.0.1:${ports.http}` }),
    admin: `http://127.0.0.1:${ports.admin}`,
  };
}

/** @param {string} home */
export function stackFile(home) {
  return path.join(home, 'stack.json');
}
