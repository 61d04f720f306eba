import type { CallTogetherRequest, CallTogetherResponse } from '@flexspace/contracts/flexspace/common/v1/bundle';
import { DomainError } from '@flexspace/kernel';
import type { MethodDefinition } from '@grpc/grpc-js';
import { gather, lastDeadline, type Asked } from '../gather.js';
import { MAX_TOGETHER } from './bundle-server.js';
import { deadlineOf, type CallOptions } from './call-context.js';
import { fromRpcStatus, isUnimplemented } from './status.js';

type Send<Request, Response> = (request: Request, options: CallOptions) => Promise<Response>;

interface Call {
  readonly request: unknown;
  readonly options: CallOptions;
}
type AskedCall = Asked<Call, unknown>;

interface CallBundlerParts {
  readonly method: Pick<MethodDefinition<unknown, unknown>, 'path' | 'requestSerialize' | 'responseDeserialize'>;
  readonly alone: Send<unknown, unknown>;
  readonly together: Send<CallTogetherRequest, CallTogetherResponse>;
}

const MAX_UNDER_WAY = 3;
const MAX_WAITING = 10_000;

/** Lets the calls of one method that are made in the same turn, by whomever, travel in one message. One that nobody joins goes as it always went. */
export const createCallBundler = ({ method, alone, together }: CallBundlerParts): Send<unknown, unknown> => {
  const sendTogether = async (calls: readonly AskedCall[], token: string): Promise<void> => {
    const now = Date.now();
    const tokens = [...new Set(calls.map(({ question }) => question.options.token))];
    const message: CallTogetherRequest = {
      method: method.path,
      tokens,
      calls: calls.map(({ question: { request, options }, deadline }) => ({
        token: tokens.indexOf(options.token),
        requestId: options.requestId ?? '',
        clientAddress: options.clientAddress ?? '',
        request: method.requestSerialize(request),
        timeoutMs: Math.max(0, deadline - now),
      })),
    };
    const { answers } = await together(message, { token, deadline: lastDeadline(calls) });
    for (const [index, call] of calls.entries()) {
      const outcome = answers[index]?.outcome;
      if (outcome === undefined)
        call.reject(new DomainError('INTERNAL', 'A call that went together was not answered.'));
      else if (outcome.$case === 'failure') call.reject(fromRpcStatus(outcome.value));
      else call.resolve(method.responseDeserialize(Buffer.from(outcome.value)));
    }
  };

  const sendAlone = ({ question: { request, options }, resolve, reject }: AskedCall): Promise<void> =>
    alone(request, options).then(resolve, reject);

  const send = async (calls: readonly AskedCall[]): Promise<void> => {
    const [first] = calls;
    if (first === undefined) return;
    if (calls.length === 1) return sendAlone(first);
    try {
      await sendTogether(calls, first.question.options.token);
    } catch (error) {
      if (!isUnimplemented(error)) throw error;
      // While a new version is rolled out, old servers still answer one by one.
      await Promise.all(calls.map(sendAlone));
    }
  };

  const ask = gather<Call, unknown>({
    send,
    maxTogether: MAX_TOGETHER,
    maxUnderWay: MAX_UNDER_WAY,
    maxWaiting: MAX_WAITING,
  });
  return (request, options) => ask({ request, options }, deadlineOf(options));
};
