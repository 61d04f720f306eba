import type { FastifyReply, FastifyRequest } from 'fastify';

const ACCESS = 'flexspace_access';
const REFRESH = 'flexspace_refresh';
const REFRESH_PATH = '/api/auth/';

/** What a session's cookies carry, with how long each lives. */
export interface SessionTokens {
  readonly accessToken: string;
  readonly accessSeconds: number;
  readonly refreshToken: string;
  readonly refreshSeconds: number;
}

/** One cookie out of the header; no general parser, because this runs on every request. */
export const readCookie = (header: string | undefined, name: string): string | undefined => {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const cut = pair.indexOf('=');
    if (cut > 0 && pair.slice(0, cut).trim() === name) {
      const value = pair.slice(cut + 1).trim();
      return value === '' ? undefined : value;
    }
  }
  return undefined;
};

export const accessCookieOf = (request: FastifyRequest): string | undefined =>
  readCookie(request.headers.cookie, ACCESS);
export const refreshCookieOf = (request: FastifyRequest): string | undefined =>
  readCookie(request.headers.cookie, REFRESH);

interface CookieShape {
  readonly value: string;
  readonly path: string;
  readonly maxAgeSeconds: number;
  readonly secure: boolean;
}

/** A cookie that no script can read and that no foreign form takes along. */
export const hiddenCookie = (name: string, { value, path, maxAgeSeconds, secure }: CookieShape): string =>
  `${name}=${value}; Path=${path}; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

const addCookies = (reply: FastifyReply, cookies: readonly string[]): void => {
  // `Set-Cookie` is the one header that fastify appends to instead of replacing.
  for (const cookie of cookies) reply.header('set-cookie', cookie);
};

export const setSessionCookies = (reply: FastifyReply, tokens: SessionTokens, secure: boolean): void => {
  addCookies(reply, [
    hiddenCookie(ACCESS, { value: tokens.accessToken, path: '/', maxAgeSeconds: tokens.accessSeconds, secure }),
    hiddenCookie(REFRESH, {
      value: tokens.refreshToken,
      path: REFRESH_PATH,
      maxAgeSeconds: tokens.refreshSeconds,
      secure,
    }),
  ]);
};

export const clearSessionCookies = (reply: FastifyReply, secure: boolean): void => {
  addCookies(reply, [
    hiddenCookie(ACCESS, { value: '', path: '/', maxAgeSeconds: 0, secure }),
    hiddenCookie(REFRESH, { value: '', path: REFRESH_PATH, maxAgeSeconds: 0, secure }),
  ]);
};
