import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { DomainError } from '@flexspace/kernel';
import {
  Server,
  ServerCredentials,
  type Deadline,
  type handleUnaryCall,
  type Metadata,
  type MethodDefinition,
  type sendUnaryData,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { TokenVerifier } from '../tokens/token-verifier.js';
import type { CallContext } from './call-context.js';
import { asDomainError, INTERNAL_FAILURE, toGrpcFailure, type GrpcFailure } from './status.js';

/** Without a bound a client could hold a handler for ever. */
const LONGEST_DEADLINE_MS = 120_000;
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
const NOBODY_WAITS = new DomainError('TIMEOUT', 'The caller does not wait any more.');
const REQUEST_ID = /^[\w.:-]{1,128}$/;

export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly verifier: TokenVerifier;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

interface AnyCall {
  readonly metadata: Metadata;
  getDeadline(): Deadline;
  getPath(): string;
  on(event: 'cancelled', listener: () => void): unknown;
}
type Unary<Request, Response> = (request: Request, call: CallContext) => Promise<Response>;
type ClientStream<Request, Response> = (requests: AsyncIterable<Request>, call: CallContext) => Promise<Response>;
type ServerStream<Request, Response> = (request: Request, call: CallContext) => AsyncIterable<Response>;

/** A method of a service, ready to be added to a server. */
export interface Handler<Request, Response> {
  readonly bind: (open: OpenCall, finish: FinishCall) => (...args: never[]) => void;
  /** Only for the compiler: ties a handler to the messages of its method. */
  readonly messages?: (request: Request) => Response;
}
export type Handlers<Definition> = {
  readonly [Method in keyof Definition]: Definition[Method] extends MethodDefinition<infer Request, infer Response>
    ? Handler<Request, Response>
    : never;
};
type OpenCall = (call: AnyCall) => Promise<CallContext>;
type FinishCall = (path: string, startedAt: number, error?: unknown) => GrpcFailure | undefined;

/** One request, one answer. */
export const unary = <Request, Response>(handle: Unary<Request, Response>): Handler<Request, Response> => ({
  bind: (open, finish) => (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>) => {
    const startedAt = performance.now();
    open(call)
      .then((context) => handle(call.request, context))
      .then((response) => {
        finish(call.getPath(), startedAt);
        reply(null, response);
      })
      .catch((error: unknown) => {
        reply(finish(call.getPath(), startedAt, error) ?? INTERNAL_FAILURE);
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
        reply(finish(call.getPath(), startedAt, error) ?? INTERNAL_FAILURE);
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
        call.emit(
          'error',
          Object.assign(new Error('refused'), finish(call.getPath(), startedAt, error) ?? INTERNAL_FAILURE),
        );
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

export interface GrpcServer {
  /** Handlers for every method of a generated service definition, each made by unary, clientStream or serverStream. */
  add<Definition extends ServiceDefinition>(definition: Definition, handlers: Handlers<Definition>): void;
  listen(): Promise<number>;
  setServing(serving: boolean): void;
  close(graceMs: number): Promise<void>;
}

/** A gRPC server on which every call is somebody's, has a deadline, and ends in a typed refusal or a logged defect. */
export const createGrpcServer = (options: GrpcServerOptions): GrpcServer => {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.keepalive_permit_without_calls': 1,
  });
  const health = new HealthImplementation({ '': 'NOT_SERVING' });
  health.addToServer(server);
  const latency = options.metrics.histogram('flexspace_rpc_seconds', 'Time to answer a gRPC call.', [
    'method',
    'outcome',
  ]);

  const open: OpenCall = async (call) => {
    const header = call.metadata.get('authorization')[0];
    if (typeof header !== 'string' || !header.startsWith('Bearer ')) {
      throw new DomainError('UNAUTHENTICATED', 'Sign in first: the call carries no token.');
    }
    const deadline = Number(call.getDeadline());
    if (!Number.isFinite(deadline) || deadline > Date.now() + LONGEST_DEADLINE_MS) {
      throw new DomainError('INVALID_REQUEST', 'A call needs a deadline of at most two minutes.');
    }
    const caller = await options.verifier.verify(header.slice('Bearer '.length));
    const sent = call.metadata.get('x-request-id')[0];
    const requestId = typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    const address = call.metadata.get('x-client-address')[0];
    const clientAddress = typeof address === 'string' && isIP(address) !== 0 ? address : '';
    const abort = new AbortController();
    call.on('cancelled', () => {
      abort.abort(NOBODY_WAITS);
    });
    return { caller, deadline, signal: abort.signal, requestId, clientAddress };
  };

  const finish: FinishCall = (path, startedAt, error) => {
    const method = path.slice(path.lastIndexOf('/') + 1);
    const seconds = (performance.now() - startedAt) / 1_000;
    if (error === undefined) {
      latency.observe({ method, outcome: 'ok' }, seconds);
      return undefined;
    }
    const expected = asDomainError(error);
    latency.observe({ method, outcome: expected?.kind ?? 'internal' }, seconds);
    if (expected !== undefined && expected.kind !== 'internal') return toGrpcFailure(expected);
    options.logger.error({ err: error, method }, 'call failed');
    return INTERNAL_FAILURE;
  };

  return {
    add(definition, handlers) {
      const bound: UntypedServiceImplementation = {};
      for (const [name, handler] of Object.entries<Handler<unknown, unknown>>(handlers)) {
        bound[name] = handler.bind(open, finish) as handleUnaryCall<unknown, unknown>;
      }
      server.addService(definition, bound);
    },
    listen: () =>
      new Promise((resolve, reject) => {
        server.bindAsync(`${options.host}:${options.port}`, ServerCredentials.createInsecure(), (error, port) => {
          if (error === null) resolve(port);
          else reject(error);
        });
      }),
    setServing(serving) {
      health.setStatus('', serving ? 'SERVING' : 'NOT_SERVING');
    },
    close: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          server.forceShutdown();
        }, graceMs);
        server.tryShutdown(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
};
