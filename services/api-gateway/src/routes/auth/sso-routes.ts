import { DomainError, NotFound } from '@flexspace/kernel';
import type { FastifyReply } from 'fastify';
import { Type as T } from 'typebox';
import { callerOf } from '../../http/authentication.js';
import { hiddenCookie, readCookie, setSessionCookies } from '../../session/cookies.js';
import type { SsoStart } from '../../session/sso.js';
import { KeycloakRefusal } from '../../session/token-endpoint.js';
import type { Api, Routes } from '../route-context.js';
import { Empty } from '../wire-types.js';
import { CallbackQuery, LinkStart, ProviderParams, StartQuery } from './schemas.js';

const tags = ['auth'];
const TICKET = 'flexspace_sso';
const TICKET_PATH = '/api/auth/';
const TICKET_SECONDS = 600;
const Found = T.Unsafe<undefined>({ type: 'null', description: 'Go on there' });
const MAX_LOGOUT_TOKEN_BYTES = 16_384;

export const ssoRoutes: Routes = (api, { config, sessions, logger }) => {
  const secure = config.COOKIE_SECURE;
  const ticketCookie = (value: string, maxAgeSeconds: number): string =>
    hiddenCookie(TICKET, { value, path: TICKET_PATH, maxAgeSeconds, secure });

  const begin = (reply: FastifyReply, wish: SsoStart): FastifyReply => {
    const { url, ticket } = sessions.sso.start(wish);
    return reply.header('set-cookie', ticketCookie(ticket, TICKET_SECONDS)).redirect(url);
  };

  api.get(
    '/auth/sso',
    {
      schema: {
        operationId: 'startSso',
        summary: 'Sign in on Keycloak’s page',
        tags,
        querystring: StartQuery,
        response: { 302: Found },
      },
      config: { public: true, problems: ['NOT_FOUND'] },
    },
    (request, reply) => {
      if (!config.SSO_ENABLED) throw new NotFound('way to sign in');
      return begin(reply, { next: request.query.next });
    },
  );

  api.get(
    '/auth/google',
    {
      schema: {
        operationId: 'startGoogle',
        summary: 'Sign in with Google',
        tags,
        querystring: StartQuery,
        response: { 302: Found },
      },
      config: { public: true, problems: ['NOT_FOUND'] },
    },
    (request, reply) => {
      if (!config.GOOGLE_ENABLED) throw new NotFound('way to sign in');
      return begin(reply, { next: request.query.next, provider: 'google' });
    },
  );

  for (const way of ['sso', 'google'] as const) {
    api.get(
      `/auth/${way}/callback`,
      {
        schema: {
          operationId: `finish${way === 'sso' ? 'Sso' : 'Google'}`,
          summary: 'Where Keycloak sends the browser back',
          tags,
          querystring: CallbackQuery,
          response: { 302: Found },
        },
        config: { public: true },
      },
      async (request, reply) => {
        reply.header('set-cookie', ticketCookie('', 0));
        const { code, state, error } = request.query;
        try {
          const ticket = readCookie(request.headers.cookie, TICKET);
          const { session, next } = await sessions.sso.finish(ticket, { code, state, error });
          setSessionCookies(reply, session.tokens, secure);
          return await reply.redirect(next);
        } catch (failure) {
          // A page, not a problem: a browser that was sent here shows what it gets.
          const known = failure instanceof DomainError || failure instanceof KeycloakRefusal;
          logger[known ? 'info' : 'error']({ err: failure }, 'a sign-in on the page of Keycloak did not work');
          const why = failure instanceof DomainError && failure.kind === 'unavailable' ? 'unavailable' : 'sso';
          return reply.redirect(`/login?error=${error === 'access_denied' ? 'cancelled' : why}`);
        }
      },
    );
  }

  api.register((scope: Api, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<string>(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, parsed) => {
        parsed(null, Object.fromEntries(new URLSearchParams(body)));
      },
    );
    scope.post(
      '/auth/backchannel-logout',
      {
        schema: {
          operationId: 'backchannelLogout',
          summary: 'Keycloak says that a session ended',
          tags,
          consumes: ['application/x-www-form-urlencoded'],
          body: T.Object({ logout_token: T.String({ minLength: 1, examples: ['eyJhbGciOi.eyJpc3Mi.c2lnbmF0dXJl'] }) }),
          response: { 200: Empty },
        },
        config: { public: true },
        bodyLimit: MAX_LOGOUT_TOKEN_BYTES,
      },
      async (request, reply) => {
        await sessions.backchannelLogout(request.body.logout_token);
        return reply.send(undefined);
      },
    );
    done();
  });

  api.post(
    '/auth/link/:provider',
    {
      schema: {
        operationId: 'linkAccount',
        summary: 'Start linking an account of a provider',
        tags,
        params: ProviderParams,
        response: { 200: LinkStart },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    (request, reply) => {
      const { provider } = request.params;
      if (!config.GOOGLE_ENABLED) throw new NotFound('way to sign in');
      const wish = { next: '/settings', link: { provider, userId: callerOf(request).userId } };
      const { url, ticket } = sessions.sso.start(wish);
      reply.header('set-cookie', ticketCookie(ticket, TICKET_SECONDS));
      return { auth_url: url };
    },
  );
};
