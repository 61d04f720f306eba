import type { Caller } from '../tokens/caller.js';

/** What a handler knows about the call it answers. */
export interface CallContext {
  readonly caller: Caller;
  /** Milliseconds since 1970; every call made on the way must end before it. */
  readonly deadline: number;
  /** Aborted when the caller hung up or the deadline passed. */
  readonly signal: AbortSignal;
  readonly requestId: string;
}

/** On whose behalf, and until when, an outgoing call is made. */
export interface CallOptions {
  readonly token: string;
  readonly requestId?: string;
  /** Milliseconds since 1970. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
  /** At most this long, also when the deadline is later. */
  readonly timeoutMs?: number;
  /** The call may be repeated when the connection failed: reads, and writes that say so. */
  readonly idempotent?: boolean;
}

const DEFAULT_TIMEOUT_MS = 5_000;

/** When an outgoing call ends at the latest, in milliseconds since 1970. */
export const deadlineOf = ({ timeoutMs, deadline }: Pick<CallOptions, 'timeoutMs' | 'deadline'>): number => {
  const latest = Date.now() + (timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return Math.min(latest, deadline ?? latest);
};

/** An outgoing call inside an incoming one: same person, same request, what is left of the deadline. */
export const forward = (call: CallContext, more: Pick<CallOptions, 'timeoutMs' | 'idempotent'> = {}): CallOptions => ({
  token: call.caller.token,
  requestId: call.requestId,
  deadline: call.deadline,
  signal: call.signal,
  ...more,
});
