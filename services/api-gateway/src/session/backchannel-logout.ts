import { InvalidRequest, userId } from '@flexspace/kernel';
import { errors } from 'jose';
import { z } from 'zod';
import type { EndedSessions } from './ended-sessions.js';
import type { KeycloakGrants } from './keycloak-grants.js';

export type BackchannelLogout = (logoutToken: string) => Promise<void>;

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const claims = z.object({
  sub: z.string(),
  sid: z.string().optional(),
  nonce: z.undefined().optional(),
  events: z.object({ [EVENT]: z.object({}).loose() }),
});

/** Keycloak says that a session ended: by an administrator, on another application, or because it was too old. */
export const createBackchannelLogout =
  (grants: KeycloakGrants, ended: EndedSessions): BackchannelLogout =>
  async (logoutToken) => {
    const parsed = claims.safeParse(await verified(grants, logoutToken));
    if (!parsed.success) throw InvalidRequest.field('logout_token', 'is not a logout token');
    await ended.end({ userId: userId(parsed.data.sub), sessionId: parsed.data.sid });
  };

const verified = async (grants: KeycloakGrants, token: string): Promise<unknown> => {
  try {
    return await grants.verifyOwn(token, 'Logout');
  } catch (error) {
    if (error instanceof errors.JOSEError) throw InvalidRequest.field('logout_token', 'is not a logout token');
    throw error;
  }
};
