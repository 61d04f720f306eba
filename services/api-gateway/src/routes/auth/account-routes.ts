import { DomainError, NotFound } from '@flexspace/kernel';
import { callerOf } from '../../http/authentication.js';
import type { Routes } from '../route-context.js';
import { Empty, Nothing, ref } from '../wire-types.js';
import { LinkedAccounts, NewPassword, ProviderParams } from './schemas.js';

const tags = ['auth'];

/** How the signed-in person can sign in. */
export const accountRoutes: Routes = (api, { sessions }) => {
  const { accounts } = sessions;

  api.get(
    '/auth/linked-accounts',
    {
      schema: {
        operationId: 'listLinkedAccounts',
        summary: 'Linked accounts, and whether there is a password',
        tags,
        querystring: Nothing,
        response: { 200: ref(LinkedAccounts) },
      },
    },
    async (request) => {
      const { userId } = callerOf(request);
      const [linked, hasPassword] = await Promise.all([accounts.linkedAccounts(userId), accounts.hasPassword(userId)]);
      return {
        linked_accounts: linked.map(({ provider, username }) => ({ provider, username })),
        has_password: hasPassword,
        can_unlink: hasPassword || linked.length > 1,
      };
    },
  );

  api.delete(
    '/auth/disconnect/:provider',
    {
      schema: {
        operationId: 'unlinkAccount',
        summary: 'Unlink an account of a provider',
        tags,
        params: ProviderParams,
        querystring: Nothing,
        response: { 204: Empty },
      },
      config: { problems: ['NOT_FOUND', 'LAST_LOGIN_METHOD'] },
    },
    async (request, reply) => {
      const { userId } = callerOf(request);
      const { provider } = request.params;
      const [linked, hasPassword] = await Promise.all([accounts.linkedAccounts(userId), accounts.hasPassword(userId)]);
      if (!linked.some((account) => account.provider === provider)) throw new NotFound('linked account');
      if (!hasPassword && linked.length === 1) {
        throw new DomainError('LAST_LOGIN_METHOD', 'This is your only way to sign in. Set a password first.');
      }
      await accounts.unlink(userId, provider);
      return reply.code(204).send(undefined);
    },
  );

  api.post(
    '/auth/set-password',
    {
      schema: {
        operationId: 'setPassword',
        summary: 'Set or change the password',
        tags,
        body: NewPassword,
        response: { 204: Empty },
      },
      config: { problems: ['RATE_LIMITED'] },
    },
    async (request, reply) => {
      const { password, current_password: currentPassword } = request.body;
      await sessions.setPassword({ caller: callerOf(request), password, currentPassword, address: request.ip });
      return reply.code(204).send(undefined);
    },
  );
};
