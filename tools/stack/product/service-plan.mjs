/**
 * What the stack knows of a service: enough to start it and to reach it.
 * @typedef {object} ServicePlan
 * @property {string} name its folder under services/
 * @property {string} client its client in the realm is `flexspace-<client>`
 * @property {boolean} [database]
 * @property {boolean} [grpc]
 * @property {boolean} [http]
 * @property {number} tier services with a higher tier are stopped first: they are the ones that call
 */

/** @type {readonly ServicePlan[]} */
export const SERVICES = [
  { name: 'catalog', client: 'catalog', database: true, grpc: true, tier: 1 },
  { name: 'access', client: 'access', database: true, grpc: true, tier: 1 },
  { name: 'booking', client: 'booking', database: true, grpc: true, tier: 1 },
  { name: 'scheduler', client: 'scheduler', tier: 2 },
  { name: 'realtime-gateway', client: 'realtime', http: true, tier: 2 },
  { name: 'api-gateway', client: 'gateway', http: true, tier: 3 },
];

/** The services that own a database. */
export const DATABASES = SERVICES.filter((service) => service.database).map((service) => service.name);

/** The clients of the realm, without their prefix. */
export const CLIENTS = SERVICES.map((service) => service.client);
