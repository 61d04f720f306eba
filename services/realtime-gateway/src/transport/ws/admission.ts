import { DomainError } from '@flexspace/kernel';
import type { Logger, TokenVerifier } from '@flexspace/service-kit';
import type { Viewer } from '../../application/ports.js';
import type { SessionRegistry } from '../../application/session-registry.js';

/** The headers of an upgrade that decide about it; empty where absent. */
export interface UpgradeRequest {
  readonly origin: string;
  readonly host: string;
  readonly cookie: string;
  readonly authorization: string;
}

export type Admission =
  | { readonly ok: true; readonly viewer: Viewer }
  | { readonly ok: false; readonly status: number; readonly detail: string };

export interface AdmissionNeeds {
  readonly verifier: Pick<TokenVerifier, 'verify'>;
  readonly sessions: Pick<SessionRegistry, 'size' | 'countOf'>;
  readonly publicUrl: string;
  readonly maxSockets: number;
  readonly maxSocketsPerUser: number;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** Whether there is a history to answer from. */
  readonly isFilled: () => boolean;
}

export type Admit = (request: UpgradeRequest) => Promise<Admission>;

export const ACCESS_COOKIE = 'flexspace_access';
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/** An Origin that names the asked host is our own page, also under a second name of this machine. */
const isForeign = ({ origin, host }: UpgradeRequest, publicOrigin: string): boolean =>
  origin !== '' && origin !== publicOrigin && (host === '' || hostOf(origin) !== host);

const cookieToken = (header: string): string | undefined => {
  for (const part of header.split(';')) {
    const [name, ...value] = part.trim().split('=');
    if (name === ACCESS_COOKIE) return value.join('=').replace(/^"(.*)"$/, '$1');
  }
  return undefined;
};

/** An Authorization header that is there counts alone, as in the REST API. Never the URL: URLs end up in logs. */
const tokenOf = ({ authorization, cookie }: UpgradeRequest): string | undefined =>
  authorization === '' ? cookieToken(cookie) : BEARER.exec(authorization)?.[1];

const refused = (status: number, detail: string): Admission => ({ ok: false, status, detail });

/** Decides about an upgrade: origin first, because a foreign page is not even told whether the cookie was good. */
export const createAdmission = (needs: AdmissionNeeds): Admit => {
  const publicOrigin = new URL(needs.publicUrl).origin;

  const identify = async (token: string): Promise<Admission> => {
    try {
      const { userId, sessionId, expiresAt } = await needs.verifier.verify(token);
      return { ok: true, viewer: { userId, sessionId, expiresAt, token } };
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unauthenticated') return refused(401, error.message);
      if (!(error instanceof DomainError)) needs.logger.error({ err: error }, 'upgrade failed');
      return refused(503, 'Who you are cannot be checked right now. Try again in a moment.');
    }
  };

  return async (request) => {
    if (isForeign(request, publicOrigin)) return refused(403, 'This socket was asked for by a page of another origin.');
    const token = tokenOf(request);
    if (token === undefined || token === '') return refused(401, 'Sign in first.');
    const admission = await identify(token);
    if (!admission.ok) return admission;
    if (!needs.isFilled()) return refused(503, 'The gateway is not ready yet.');
    if (needs.sessions.size() >= needs.maxSockets) return refused(503, 'This gateway holds as many sockets as it may.');
    if (needs.sessions.countOf(admission.viewer.userId) >= needs.maxSocketsPerUser) {
      return refused(429, 'You have too many sockets open.');
    }
    return admission;
  };
};
