import { shape } from '../wire-types.js';
import { Type as T } from 'typebox';
import type { Api } from '../route-context.js';

/** For load balancers: says that this process answers, and nothing else. */
export const healthRoutes = (api: Api): void => {
  api.get(
    '/healthz',
    {
      schema: {
        operationId: 'getHealth',
        summary: 'Whether the API answers',
        tags: ['health'],
        response: { 200: shape({ status: T.Literal('ok') }) },
      },
      config: { public: true },
    },
    () => ({ status: 'ok' as const }),
  );
};
