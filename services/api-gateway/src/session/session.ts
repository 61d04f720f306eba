import { Unavailable } from '@flexspace/kernel';
import type { Caller, TokenVerifier } from '@flexspace/service-kit';
import type Grant from 'keycloak-connect/middleware/auth-utils/grant.js';
import { z } from 'zod';
import type { SessionTokens } from './cookies.js';

/** A session that was just begun or renewed. */
export interface Session {
  readonly tokens: SessionTokens;
  readonly caller: Caller;
}

const raw = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_expires_in: z.number().nonnegative(),
});

/** Keycloak says 0 for a session that never idles out; the cookie then lives as long as our contract says. */
const DAY_S = 86_400;

export const tokensOf = (grant: Grant): SessionTokens => {
  const answer = raw.safeParse(grant.__raw);
  if (!answer.success) throw new Unavailable('The sign-in service', answer.error);
  const { access_token, refresh_token, expires_in, refresh_expires_in } = answer.data;
  return {
    accessToken: access_token,
    accessSeconds: expires_in,
    refreshToken: refresh_token,
    refreshSeconds: refresh_expires_in === 0 ? DAY_S : refresh_expires_in,
  };
};

export const toSession = async (tokens: SessionTokens, verifier: TokenVerifier): Promise<Session> => ({
  tokens,
  caller: await verifier.verify(tokens.accessToken),
});
