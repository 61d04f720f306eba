import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Caller } from '../tokens/caller.js';

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** A request's id as it came over the wire; a new one for what is none. */
export const requestIdFrom = (sent: unknown): string =>
  typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();

/** An address as it came over the wire; '' for what is none. */
export const clientAddressFrom = (sent: unknown): string => (typeof sent === 'string' && isIP(sent) !== 0 ? sent : '');

/** What a handler knows about the call it answers. */
export interface CallContext {
  readonly caller: Caller;
  /** Milliseconds since 1970; every call made on the way must end before it. */
  readonly deadline: number;
  /** Aborted when the caller hung up or the deadline passed. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** The network address of the browser or script at the edge; empty where the caller did not say. For records, never for decisions. */
  readonly clientAddress: string;
}

/** On whose behalf, and until when, an outgoing call is made. */
export interface CallOptions {
  readonly token: string;
  readonly requestId?: string;
  readonly clientAddress?: string;
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
