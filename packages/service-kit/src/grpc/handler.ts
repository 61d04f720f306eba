import type {
  Deadline,
  Metadata,
  MethodDefinition,
  sendUnaryData,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
} from '@grpc/grpc-js';
import type { Status as RpcStatus } from '@flexspace/contracts/google/rpc/status';
import type { CallContext } from './call-context.js';
import { INTERNAL_STATUS, toGrpcFailure, type GrpcFailure } from './status.js';

export interface AnyCall {
  readonly metadata: Metadata;
  getDeadline(): Deadline;
  getPath(): string;
  on(event: 'cancelled', listener: () => void): unknown;
}
export type Unary<Request, Response> = (request: Request, call: CallContext) => Promise<Response>;
type ClientStream<Request, Response> = (requests: AsyncIterable<Request>, call: CallContext) => Promise<Response>;
type ServerStream<Request, Response> = (request: Request, call: CallContext) => AsyncIterable<Response>;

/** A method of a service, ready to be added to a server. */
export interface Handler<Request, Response> {
  readonly bind: (open: OpenCall, finish: FinishCall) => (...args: never[]) => void;
  /** What a call that came together with others is answered by; one request and one answer only. */
  readonly answer?: Unary<Request, Response>;
  /** Only for the compiler: ties a handler to the messages of its method. */
  readonly messages?: (request: Request) => Response;
}
export type Handlers<Definition> = {
  readonly [Method in keyof Definition]: Definition[Method] extends MethodDefinition<infer Request, infer Response>
    ? Handler<Request, Response>
    : never;
};
/** Who calls, until when; refuses a call without a token or a deadline. */
export type OpenCall = (call: AnyCall) => Promise<CallContext>;
/** Measures a call that is over; for one that failed, what its caller is told. */
export type FinishCall = (path: string, startedAt: number, error?: unknown) => RpcStatus | undefined;

const failureOf = (status: RpcStatus | undefined): GrpcFailure => toGrpcFailure(status ?? INTERNAL_STATUS);

/** One request, one answer. */
export const unary = <Request, Response>(handle: Unary<Request, Response>): Handler<Request, Response> => ({
  answer: handle,
  bind: (open, finish) => (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>) => {
    const startedAt = performance.now();
    open(call)
      .then((context) => handle(call.request, context))
      .then((response) => {
        finish(call.getPath(), startedAt);
        reply(null, response);
      })
      .catch((error: unknown) => {
        reply(failureOf(finish(call.getPath(), startedAt, error)));
      });
  },
});

/** A stream of requests, one answer. */
export const clientStream = <Request, Response>(
  handle: ClientStream<Request, Response>,
): Handler<Request, Response> => ({
  bind: (open, finish) => (call: ServerReadableStream<Request, Response>, reply: sendUnaryData<Response>) => {
    const startedAt = performance.now();
    open(call)
      .then((context) => handle(call, context))
      .then((response) => {
        finish(call.getPath(), startedAt);
        reply(null, response);
      })
      .catch((error: unknown) => {
        reply(failureOf(finish(call.getPath(), startedAt, error)));
        // What the client still sends is dropped, or it would wait in memory for a reader that is gone.
        call.resume();
      });
  },
});

/** One request, a stream of answers, sent no faster than the client reads. */
export const serverStream = <Request, Response>(
  handle: ServerStream<Request, Response>,
): Handler<Request, Response> => ({
  bind: (open, finish) => (call: ServerWritableStream<Request, Response>) => {
    const startedAt = performance.now();
    const pump = async (): Promise<void> => {
      const context = await open(call);
      for await (const message of handle(call.request, context)) {
        if (context.signal.aborted) return;
        if (!call.write(message)) await drained(call, context.signal);
      }
    };
    pump()
      .then(() => {
        finish(call.getPath(), startedAt);
        call.end();
      })
      .catch((error: unknown) => {
        // grpc-js sends the status of an 'error' when the stream ends; a destroyed one never ends, and the client would wait.
        call.emit('error', Object.assign(new Error('refused'), failureOf(finish(call.getPath(), startedAt, error))));
      });
  },
});

const drained = (stream: NodeJS.EventEmitter, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    stream.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
