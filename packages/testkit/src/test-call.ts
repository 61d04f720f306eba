import type { CallOptions } from '@flexspace/service-kit';
import { randomUUID } from 'node:crypto';

const TIMEOUT_MS = 10_000;

/** Options of an RPC that a test makes on somebody's behalf. */
export const testCall = (who: string | { readonly token: string }): CallOptions => ({
  token: typeof who === 'string' ? who : who.token,
  requestId: `test-${randomUUID()}`,
  timeoutMs: TIMEOUT_MS,
});
