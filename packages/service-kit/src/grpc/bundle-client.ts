import type { CallTogetherRequest, CallTogetherResponse } from '@flexspace/contracts/flexspace/common/v1/bundle';
import { DomainError } from '@flexspace/kernel';
import type { MethodDefinition } from '@grpc/grpc-js';
import { MAX_TOGETHER } from './bundle-server.js';
import { deadlineOf, type CallOptions } from './call-context.js';
import { fromRpcStatus, isUnimplemented } from './status.js';

type Send<Request, Response> = (request: Request, options: CallOptions) => Promise<Response>;

interface Waiting {
  readonly request: unknown;
  readonly options: CallOptions;
  readonly resolve: (response: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface CallBundlerParts {
  readonly method: Pick<MethodDefinition<unknown, unknown>, 'path' | 'requestSerialize' | 'responseDeserialize'>;
  readonly alone: Send<unknown, unknown>;
  readonly together: Send<CallTogetherRequest, CallTogetherResponse>;
}

/** Messages of one method that are under way at once; what is called meanwhile goes with the next. */
const MAX_UNDER_WAY = 3;
/** Callers of one method that wait; beyond it an answer would come too late anyway. */
const MAX_WAITING = 10_000;

/**
 * Gathers the calls of one method that are made in the same turn of the event loop, by whomever, into one message. A call that
 * nobody joins goes as it always went; under load, the next message gathers while some are under way.
 */
export const createCallBundler = ({ method, alone, together }: CallBundlerParts): Send<unknown, unknown> => {
  let waiting: Waiting[] = [];
  let underWay = 0;
  let scheduled = false;

  const sendTogether = async (calls: readonly Waiting[], first: Waiting): Promise<void> => {
    const now = Date.now();
    const deadlines = calls.map(({ options }) => deadlineOf(options));
    const tokens = [...new Set(calls.map(({ options }) => options.token))];
    const message: CallTogetherRequest = {
      method: method.path,
      tokens,
      calls: calls.map(({ request, options }, index) => ({
        token: tokens.indexOf(options.token),
        requestId: options.requestId ?? '',
        request: method.requestSerialize(request),
        timeoutMs: Math.max(0, (deadlines[index] ?? now) - now),
      })),
    };
    const { answers } = await together(message, { token: first.options.token, deadline: Math.max(...deadlines) });
    for (const [index, call] of calls.entries()) {
      const outcome = answers[index]?.outcome;
      if (outcome === undefined)
        call.reject(new DomainError('INTERNAL', 'A call that went together was not answered.'));
      else if (outcome.$case === 'failure') call.reject(fromRpcStatus(outcome.value));
      else call.resolve(method.responseDeserialize(Buffer.from(outcome.value)));
    }
  };

  const sendAlone = ({ request, options, resolve, reject }: Waiting): Promise<void> =>
    alone(request, options).then(resolve, reject);

  const send = async (calls: readonly Waiting[]): Promise<void> => {
    const [first] = calls;
    if (first === undefined) return;
    try {
      if (calls.length === 1) await sendAlone(first);
      else await sendTogether(calls, first);
    } catch (error) {
      // While a new version is rolled out, old servers still answer one by one.
      if (isUnimplemented(error)) await Promise.all(calls.map(sendAlone));
      else for (const call of calls) call.reject(error);
    }
  };

  const pump = (): void => {
    scheduled = false;
    while (underWay < MAX_UNDER_WAY && waiting.length > 0) {
      const calls = waiting.slice(0, MAX_TOGETHER);
      waiting = waiting.slice(MAX_TOGETHER);
      underWay += 1;
      void send(calls).then(() => {
        underWay -= 1;
        schedule();
      });
    }
  };
  const schedule = (): void => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(pump);
  };

  return (request, options) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= MAX_WAITING) {
        reject(new DomainError('UNAVAILABLE', 'Too many calls wait already.', { retryAfterSeconds: 1 }));
        return;
      }
      waiting.push({ request, options, resolve, reject });
      schedule();
    });
};
