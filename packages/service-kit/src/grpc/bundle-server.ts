import type {
  BundledAnswer,
  BundledCall,
  CallTogetherRequest,
  CallTogetherResponse,
} from '@flexspace/contracts/flexspace/common/v1/bundle';
import { InvalidRequest, NotFound } from '@flexspace/kernel';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { byDeadline } from '../by-deadline.js';
import type { TokenVerifier } from '../tokens/token-verifier.js';
import { clientAddressFrom, requestIdFrom, type CallContext } from './call-context.js';
import type { FinishCall, Handler, Handlers, Unary } from './handler.js';
import { INTERNAL_STATUS } from './status.js';

/** More in one message would keep the first answer waiting for the last. */
export const MAX_TOGETHER = 64;

interface Method {
  readonly read: (bytes: Buffer) => unknown;
  readonly write: (response: unknown) => Buffer;
  readonly answer: Unary<unknown, unknown>;
}

export interface BundleHandler {
  /** Makes the methods of a service callable together; streams are left out. */
  add<Definition extends ServiceDefinition>(definition: Definition, handlers: Handlers<Definition>): void;
  readonly callTogether: Unary<CallTogetherRequest, CallTogetherResponse>;
}

/**
 * Answers calls that came in one message as if each had come alone: every token is verified, every refusal is the call's own, and so
 * is the deadline. Only the sender's hanging up is shared.
 */
export const createBundleHandler = (parts: {
  readonly verifier: Pick<TokenVerifier, 'verify'>;
  readonly finish: FinishCall;
}): BundleHandler => {
  const methods = new Map<string, Method>();

  const answerOne = async (
    path: string,
    method: Method,
    one: { readonly wanted: BundledCall; readonly token: string; readonly call: CallContext },
  ): Promise<BundledAnswer> => {
    const { wanted, token, call } = one;
    const startedAt = performance.now();
    const arrivedAt = Date.now();
    try {
      const caller = await parts.verifier.verify(token);
      const deadline = Math.min(call.deadline, arrivedAt + wanted.timeoutMs);
      const clientAddress = clientAddressFrom(wanted.clientAddress);
      const own = { caller, deadline, signal: call.signal, requestId: requestIdFrom(wanted.requestId), clientAddress };
      // A call that takes longer than its caller waits must not keep the answers of the others.
      const answer = await byDeadline(deadline, method.answer(method.read(Buffer.from(wanted.request)), own));
      const response = method.write(answer);
      parts.finish(path, startedAt);
      return { outcome: { $case: 'response', value: response } };
    } catch (error) {
      return { outcome: { $case: 'failure', value: parts.finish(path, startedAt, error) ?? INTERNAL_STATUS } };
    }
  };

  return {
    add(definition, handlers) {
      for (const [name, handler] of Object.entries<Handler<unknown, unknown>>(handlers)) {
        const described = definition[name];
        if (described === undefined || handler.answer === undefined) continue;
        const { path, requestDeserialize: read, responseSerialize: write } = described;
        methods.set(path, { read, write, answer: handler.answer });
      }
    },
    async callTogether({ method: path, calls, tokens }, call) {
      const method = methods.get(path);
      if (method === undefined) throw new NotFound('method');
      if (calls.length === 0 || calls.length > MAX_TOGETHER) {
        throw InvalidRequest.field('calls', `must be from 1 to ${MAX_TOGETHER}`);
      }
      const answers = calls.map((wanted) => {
        const token = tokens[wanted.token] ?? '';
        return answerOne(path, method, { wanted, token, call });
      });
      return { answers: await Promise.all(answers) };
    },
  };
};
