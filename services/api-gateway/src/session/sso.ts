import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@flexspace/kernel';
import type { TokenVerifier } from '@flexspace/service-kit';
import { z } from 'zod';
import type { KeycloakGrants } from './keycloak-grants.js';
import { tokensOf, toSession, type Session } from './session.js';

/** What a login on Keycloak's page is for. */
export interface SsoStart {
  /** Where to go in the app afterwards. */
  readonly next?: string | undefined;
  /** Goes straight to this provider's page. */
  readonly provider?: string;
  /** Links this provider to the account of `userId` in place of signing in with it. */
  readonly link?: { readonly provider: string; readonly userId: string };
}

export interface SsoCallback {
  readonly code: string | undefined;
  readonly state: string | undefined;
  readonly error: string | undefined;
}

export interface Sso {
  /** Where to send the browser, and what it must bring back in a cookie. */
  start(wish: SsoStart): { readonly url: string; readonly ticket: string };
  /** Throws UNAUTHENTICATED when the answer does not belong to the ticket, or Keycloak said no. */
  finish(
    ticket: string | undefined,
    callback: SsoCallback,
  ): Promise<{ readonly session: Session; readonly next: string }>;
}

interface SsoParts {
  readonly issuer: string;
  readonly clientId: string;
  readonly publicUrl: string;
  readonly grants: KeycloakGrants;
  readonly verifier: TokenVerifier;
}

const RANDOM_BYTES = 32;
const HOME = '/';
const ticketShape = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  userId: z.string().optional(),
});

const random = (): string => randomBytes(RANDOM_BYTES).toString('base64url');
const refused = (cause?: unknown): DomainError =>
  new DomainError('UNAUTHENTICATED', 'Signing in did not work. Try again.', { cause });

/** Only a path of ours: anything else would let a link send people elsewhere after they signed in. */
export const safeNext = (next: string | undefined): string => {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return HOME;
  const base = 'http://flexspace.invalid';
  return URL.canParse(next, base) && new URL(next, base).origin === base ? next : HOME;
};

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** The authorization code flow with PKCE, state and nonce: the way that knows second factors and passkeys. */
export const createSso = (parts: SsoParts): Sso => {
  const redirectUri = `${parts.publicUrl}/api/auth/sso/callback/`;

  return {
    start({ next, provider, link }) {
      const ticket = {
        state: random(),
        nonce: random(),
        verifier: random(),
        next: safeNext(next),
        userId: link?.userId,
      };
      const url = new URL(`${parts.issuer}/protocol/openid-connect/auth`);
      const query = {
        client_id: parts.clientId,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: redirectUri,
        state: ticket.state,
        nonce: ticket.nonce,
        code_challenge: createHash('sha256').update(ticket.verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...(provider !== undefined && { kc_idp_hint: provider }),
        ...(link !== undefined && { kc_action: `idp_link:${link.provider}` }),
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return { url: url.href, ticket: Buffer.from(JSON.stringify(ticket)).toString('base64url') };
    },

    async finish(text, { code, state, error }) {
      const ticket = readTicket(text);
      if (ticket === undefined || state === undefined || !same(ticket.state, state)) throw refused();
      if (error !== undefined || code === undefined)
        throw refused(new Error(`Keycloak answered ${error ?? 'no code'}`));
      const grant = await parts.grants.exchangeCode({ code, redirectUri, verifier: ticket.verifier });
      if (grant.id_token === undefined) throw refused();
      const { nonce } = await parts.grants.verifyOwn(grant.id_token.token, 'ID');
      if (typeof nonce !== 'string' || !same(nonce, ticket.nonce)) throw refused();
      const session = await toSession(tokensOf(grant), parts.verifier);
      // Linking for one person must never end in another one's session.
      if (ticket.userId !== undefined && ticket.userId !== session.caller.userId) throw refused();
      return { session, next: ticket.next };
    },
  };
};

const readTicket = (text: string | undefined): z.output<typeof ticketShape> | undefined => {
  if (text === undefined) return undefined;
  try {
    return ticketShape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
