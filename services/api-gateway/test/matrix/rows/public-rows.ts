import { passwordOf, signIn, usernameOf } from '@flexspace/testkit';
import { EVERYONE, NOTHING_THERE, REFUSED_FIELD, replaced, ROLES, SEES, SIGNED_IN, type Role } from '../roles.js';
import type { Row } from '../row.js';

const unauthenticated = replaced(EVERYONE, 'yes', '401');
let unknown = 0;
const spoilable = async (role: Role): Promise<string | undefined> => {
  const name = ROLES[role];
  return name === undefined ? undefined : (await signIn(name, { fresh: true })).token;
};

/** Signing in and out, one's own account, and what needs no session at all. */
export const publicRows: readonly Row[] = [
  { operation: 'GET /healthz', answers: EVERYONE },
  { operation: 'GET /api/openapi.json', answers: EVERYONE },
  { operation: 'GET /api/docs', answers: EVERYONE },
  { operation: 'GET /api/docs/json', answers: EVERYONE },
  { operation: 'GET /api/docs/yaml', answers: EVERYONE },
  { operation: 'GET /api/docs/static/*', id: () => 'swagger-ui.css', answers: EVERYONE },
  { operation: 'GET /api/docs/static/index.html', success: 302, answers: EVERYONE },
  { operation: 'GET /api/docs/static/swagger-initializer.js', answers: EVERYONE },
  { operation: 'GET /api/docs/problems/', answers: EVERYONE },
  { operation: 'GET /api/docs/problems/{slug}', id: () => 'slot-taken', answers: EVERYONE },

  { operation: 'GET /api/auth/providers', answers: EVERYONE },
  {
    operation: 'POST /api/auth/login',
    answers: EVERYONE,
    json: () => ({ username: usernameOf('frank'), password: passwordOf('frank') }),
  },
  {
    operation: 'POST /api/auth/login',
    what: 'wrong password',
    answers: replaced(EVERYONE, 'yes', 'INVALID_CREDENTIALS'),
    json: () => ({ username: `nobody-${(unknown += 1)}`, password: 'wrong' }),
  },
  { operation: 'GET /api/auth/sso', success: 302, answers: EVERYONE },
  { operation: 'GET /api/auth/google', what: 'not configured', answers: replaced(EVERYONE, 'yes', '404') },
  { operation: 'GET /api/auth/sso/callback', success: 302, answers: EVERYONE },
  { operation: 'GET /api/auth/google/callback', success: 302, answers: EVERYONE },
  { operation: 'POST /api/auth/token/refresh', what: 'the cookie counts, not the bearer', answers: unauthenticated },
  { operation: 'POST /api/auth/logout', success: 204, answers: EVERYONE, token: spoilable },
  {
    operation: 'POST /api/auth/backchannel-logout',
    what: 'without the word of Keycloak',
    answers: replaced(EVERYONE, 'yes', '400'),
    fields: { logout_token: 'not.a.token' },
  },

  { operation: 'GET /api/auth/me', answers: SIGNED_IN },
  { operation: 'GET /api/auth/linked-accounts', answers: SIGNED_IN },
  { operation: 'POST /api/auth/link/{provider}', what: 'not configured', id: () => 'google', answers: NOTHING_THERE },
  {
    operation: 'DELETE /api/auth/disconnect/{provider}',
    what: 'not linked',
    id: () => 'google',
    answers: NOTHING_THERE,
  },
  {
    operation: 'POST /api/auth/set-password',
    what: 'without the present one',
    answers: REFUSED_FIELD,
    json: () => ({ password: 'another-horse-2' }),
  },

  {
    operation: 'GET /media/maps/{room}/{key}',
    id: (target) => target.map,
    answers: SEES,
  },
];
