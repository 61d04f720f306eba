import { Unavailable } from '@flexspace/kernel';
import { z } from 'zod';

export interface ServiceToken {
  /** An access token of the service's own account; kept until shortly before it ends. Throws UNAVAILABLE. */
  get(): Promise<string>;
}

export interface ServiceTokenOptions {
  readonly realmUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const TIMEOUT_MS = 5_000;
/** Renewed this long before its end, so that no call leaves with a token that dies on the way. */
const MARGIN_MS = 30_000;

export const createServiceToken = (options: ServiceTokenOptions): ServiceToken => {
  let current: { token: string; freshUntil: number; endsAt: number } | undefined;
  let pending: Promise<string> | undefined;

  const fetchToken = async (): Promise<string> => {
    const response = await fetch(`${options.realmUrl}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: options.clientId,
        client_secret: options.clientSecret,
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the token endpoint answered ${response.status}`);
    }
    const { access_token, expires_in } = answer.parse(await response.json());
    const lifetime = expires_in * 1_000;
    const now = Date.now();
    current = {
      token: access_token,
      freshUntil: now + Math.max(lifetime - MARGIN_MS, lifetime / 2),
      endsAt: now + lifetime,
    };
    return access_token;
  };

  return {
    async get() {
      if (current !== undefined && Date.now() < current.freshUntil) return current.token;
      pending ??= fetchToken().finally(() => {
        pending = undefined;
      });
      try {
        return await pending;
      } catch (error) {
        if (current !== undefined && Date.now() < current.endsAt) return current.token;
        throw new Unavailable('The sign-in service', error);
      }
    },
  };
};
