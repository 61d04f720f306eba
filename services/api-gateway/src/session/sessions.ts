import type { Logger, ServiceToken, TokenVerifier } from '@flexspace/service-kit';
import type { Redis } from 'ioredis';
import type { GatewayConfig } from '../config.js';
import { createAttemptWindow } from './attempt-window.js';
import { createBackchannelLogout, type BackchannelLogout } from './backchannel-logout.js';
import { createEndedSessions } from './ended-sessions.js';
import { createKeycloakAccounts, type KeycloakAccounts } from './keycloak-accounts.js';
import { KeycloakGrants } from './keycloak-grants.js';
import { createLogin, type Login } from './login.js';
import { createLoginGuard, LOGIN_WINDOW_MS } from './login-guard.js';
import { createLogout, type Logout } from './logout.js';
import { connectRedis, createRedis } from './redis.js';
import { createRefresh, type Refresh } from './refresh.js';
import type { AnnounceEndedSession } from './session-announcer.js';
import { createSetPassword, type SetPassword } from './set-password.js';
import { createLocalOutcome, createRedisOutcome } from './shared-outcome.js';
import { createSharedTurns } from './shared-turns.js';
import { createSso, type Sso } from './sso.js';
import { createTurns } from './turns.js';

/** Everything about being signed in. */
export interface Sessions {
  readonly login: Login;
  readonly refresh: Refresh;
  readonly logout: Logout;
  readonly backchannelLogout: BackchannelLogout;
  readonly setPassword: SetPassword;
  readonly sso: Sso;
  readonly accounts: KeycloakAccounts;
  start(): Promise<void>;
  stop(): void;
}

interface SessionsParts {
  readonly config: GatewayConfig;
  readonly verifier: TokenVerifier;
  readonly announce: AnnounceEndedSession;
  readonly redis: Redis;
  readonly serviceToken: ServiceToken;
  readonly logger: Logger;
}

export const createSessions = ({
  config,
  verifier,
  announce,
  redis,
  serviceToken,
  logger,
}: SessionsParts): Sessions => {
  const realmUrl = config.OIDC_URL;
  const client = { clientId: config.OIDC_CLIENT_ID, clientSecret: config.OIDC_CLIENT_SECRET };
  const grants = new KeycloakGrants({ issuer: config.OIDC_ISSUER, realmUrl, ...client, verifier });
  const accounts = createKeycloakAccounts(realmUrl, serviceToken);
  const listener = createRedis(config.REDIS_URL, logger);
  const prefix = `${config.REDIS_PREFIX}session:`;
  const ended = createEndedSessions({ redis, listener, prefix, verifier, logger, announce });
  const attempts = { redis, prefix: `${prefix}attempts:`, windowMs: LOGIN_WINDOW_MS };
  const window = createAttemptWindow(attempts, (error) => {
    logger.warn({ err: error }, 'sign-in attempts are counted by this process alone');
  });
  const guard = createLoginGuard(window);

  const turns = createSharedTurns(createTurns(), redis, `${prefix}turn:`);
  const login = createLogin({ accounts, grants, guard, verifier, turns });

  return {
    accounts,
    login,
    refresh: createRefresh({
      grants,
      verifier,
      ended,
      shared: createRedisOutcome(redis, `${prefix}refresh:`),
      local: createLocalOutcome(),
      logger,
    }),
    logout: createLogout({ grants, accounts, verifier, ended, logger }),
    backchannelLogout: createBackchannelLogout(grants, ended),
    setPassword: createSetPassword({ accounts, grants, login, logger }),
    sso: createSso({
      issuer: config.OIDC_ISSUER,
      clientId: config.OIDC_CLIENT_ID,
      publicUrl: config.PUBLIC_URL,
      grants,
      verifier,
    }),
    async start() {
      await connectRedis(listener);
      await ended.start();
    },
    stop() {
      ended.stop();
      listener.disconnect();
    },
  };
};
