export { createTestDatabase, type TestDatabase } from './test-database.js';
export { eventually } from './eventually.js';
export { FakeClock } from './fake-clock.js';
export { forgedTokens, type ForgedTokens } from './keycloak/forged-tokens.js';
export { oidcEnvironment, testOidc, type ServiceClient, type TestOidc } from './keycloak/test-oidc.js';
export {
  createPerson,
  passwordOf,
  signIn,
  signInService,
  usernameOf,
  type PersonName,
  type SignedIn,
} from './keycloak/sign-in.js';
export { createTcpProxy, type TcpProxy } from './tcp-proxy.js';
export { createTestBus, type TestBus, type TestBusOptions } from './test-bus.js';
export { testCall } from './test-call.js';
export { testPrefix } from './test-prefix.js';
export { testServers, type TestServers } from './test-servers.js';
export { silentLogger } from './silent-logger.js';
