import { DomainError, NotFound } from '@flexspace/kernel';
import { reading, tokenOf } from '../../http/authentication.js';
import { clearSessionCookies, refreshCookieOf, setSessionCookies } from '../../session/cookies.js';
import type { Routes } from '../route-context.js';
import { Empty, Nothing, ref } from '../wire-types.js';
import { toMe } from './mapper.js';
import { Credentials, Me, Providers, Renewed } from './schemas.js';

const tags = ['auth'];

export const authRoutes: Routes = (api, { clients, config, sessions }) => {
  const secure = config.COOKIE_SECURE;

  api.get(
    '/auth/providers',
    {
      schema: {
        operationId: 'getProviders',
        summary: 'Which ways to sign in are enabled',
        tags,
        querystring: Nothing,
        response: { 200: ref(Providers) },
      },
      config: { public: true },
    },
    () => ({ password: config.PASSWORD_ENABLED, sso: config.SSO_ENABLED, google: config.GOOGLE_ENABLED }),
  );

  api.post(
    '/auth/login',
    {
      schema: {
        operationId: 'login',
        summary: 'Sign in with user name or e-mail and password',
        tags,
        body: Credentials,
        response: { 200: ref(Me) },
      },
      config: { public: true, problems: ['NOT_FOUND', 'INVALID_CREDENTIALS', 'RATE_LIMITED'] },
    },
    async (request, reply) => {
      if (!config.PASSWORD_ENABLED) throw new NotFound('way to sign in');
      const session = await sessions.login({ ...request.body, address: request.ip });
      request.signedIn = session.caller;
      const me = toMe(await clients.access.getMe({}, reading(request)));
      setSessionCookies(reply, session.tokens, secure);
      return reply.send(me);
    },
  );

  api.get(
    '/auth/me',
    {
      schema: {
        operationId: 'getMe',
        summary: 'Who is signed in, and what they may do',
        tags,
        querystring: Nothing,
        response: { 200: ref(Me) },
      },
    },
    async (request, reply) => {
      const me = toMe(await clients.access.getMe({}, reading(request)));
      return reply.send(me);
    },
  );

  api.post(
    '/auth/token/refresh',
    {
      schema: { operationId: 'refreshSession', summary: 'Renew the session', tags, response: { 200: Renewed } },
      config: { public: true, problems: ['UNAUTHENTICATED'] },
    },
    async (request, reply) => {
      const refreshToken = refreshCookieOf(request);
      if (refreshToken === undefined) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
      try {
        const { tokens } = await sessions.refresh(refreshToken);
        setSessionCookies(reply, tokens, secure);
        return await reply.send({ expires_in: tokens.accessSeconds });
      } catch (error) {
        // Cookies of a session that is over would only be refused again.
        if (error instanceof DomainError && error.reason === 'UNAUTHENTICATED') clearSessionCookies(reply, secure);
        throw error;
      }
    },
  );

  api.post(
    '/auth/logout',
    {
      schema: { operationId: 'logout', summary: 'Sign out', tags, response: { 204: Empty } },
      config: { public: true },
    },
    async (request, reply) => {
      await sessions.logout({ accessToken: tokenOf(request), refreshToken: refreshCookieOf(request) });
      clearSessionCookies(reply, secure);
      return reply.code(204).send(undefined);
    },
  );
};
