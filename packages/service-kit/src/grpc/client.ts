import { BundleServiceClient } from '@flexspace/contracts/flexspace/common/v1/bundle';
import { DomainError } from '@flexspace/kernel';
import {
  type Client,
  credentials,
  Metadata,
  type ChannelCredentials,
  type ClientOptions,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  type CallOptions as WireOptions,
  type MethodDefinition,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { trace } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import { deadlineOf, type CallOptions } from './call-context.js';
import { createCallBundler } from './bundle-client.js';
import { fromServiceError } from './status.js';

const RETRIES = 2;
const RETRY_BASE_MS = 40;
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

type UnaryMethod<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<WireOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

type ReadMethod<Request, Response> = (
  request: Request,
  metadata?: Metadata,
  options?: Partial<WireOptions>,
) => ClientReadableStream<Response>;

type WriteMethod<Request, Response> = (
  metadata: Metadata,
  options: Partial<WireOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientWritableStream<Request>;

/** The generated client's methods as promises (unary, client streams) and async iterables (server streams). */
export type PromiseClient<C> = {
  readonly [K in Exclude<keyof C, keyof Client>]: C[K] extends ReadMethod<infer Request, infer Response>
    ? (request: Request, options: CallOptions) => AsyncIterable<Response>
    : C[K] extends UnaryMethod<infer Request, infer Response>
      ? (request: Request, options: CallOptions) => Promise<Response>
      : C[K] extends WriteMethod<infer Request, infer Response>
        ? (requests: AsyncIterable<Request> | Iterable<Request>, options: CallOptions) => Promise<Response>
        : never;
} & { close(): void };

interface GeneratedClient<C extends Client> {
  new (address: string, credentials: ChannelCredentials, options?: Partial<ClientOptions>): C;
  readonly service: ServiceDefinition;
}

export interface GrpcClientOptions<C extends Client> {
  /**
   * Methods that are called often and answered quickly: those that are called in one turn of the event loop travel in one message.
   * The first answer of such a message waits for its last, so a method that may take long does not belong here.
   */
  readonly together?: readonly Exclude<keyof C, keyof Client>[];
}

const CHANNEL: ClientOptions = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.keepalive_permit_without_calls': 1,
  // A dependency that restarts is back within a second, not after the default of up to two minutes.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.min_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
};

const wire = (options: CallOptions): { metadata: Metadata; settings: Partial<WireOptions> } => {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${options.token}`);
  if (options.requestId !== undefined) metadata.set('x-request-id', options.requestId);
  if (options.clientAddress !== undefined) metadata.set('x-client-address', options.clientAddress);
  return { metadata, settings: { deadline: deadlineOf(options) } };
};

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'code' in error && 'details' in error;

const toDomain = (error: unknown): unknown => (isServiceError(error) ? fromServiceError(error) : error);

const onAbort = (signal: AbortSignal | undefined, call: { cancel(): void }): (() => void) => {
  const cancel = (): void => {
    call.cancel();
  };
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  return () => {
    signal?.removeEventListener('abort', cancel);
  };
};

/** Lets go of a call that its caller gave up; what it travels with goes on. */
const unlessAborted = <T>(signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> => {
  if (signal === undefined) return call();
  return new Promise((resolve, reject) => {
    const release = onAbort(signal, {
      cancel: () => {
        reject(new DomainError('UNAVAILABLE', 'The caller does not wait any more.'));
      },
    });
    if (!signal.aborted) call().then(resolve, reject).finally(release);
  });
};

const callOnce = <Request, Response>(
  method: UnaryMethod<Request, Response>,
  request: Request,
  options: CallOptions,
): Promise<Response> =>
  new Promise((resolve, reject) => {
    const { metadata, settings } = wire(options);
    const call = method(request, metadata, settings, (error, response) => {
      release();
      if (error === null) resolve(response);
      else reject(fromServiceError(error));
    });
    const release = onAbort(options.signal, call);
  });

/** Repeats what may be repeated, when nobody answered, while there is time. */
const withRetry = async <T>(options: CallOptions, attempt: () => Promise<T>): Promise<T> => {
  for (let tried = 0; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      const again =
        options.idempotent === true &&
        tried < RETRIES &&
        error instanceof DomainError &&
        error.reason === 'UNAVAILABLE';
      if (!again || options.signal?.aborted === true) throw error;
      await delay(RETRY_BASE_MS * 2 ** tried * (0.5 + Math.random()));
    }
  }
};

/**
 * A client of one service. Every call carries a token and a deadline; failures arrive as the DomainError that the server
 * threw, or as UNAVAILABLE or TIMEOUT. Connects lazily and comes back by itself.
 */
export const createGrpcClient = <C extends Client>(
  Generated: GeneratedClient<C>,
  address: string,
  { together = [] }: GrpcClientOptions<C> = {},
): PromiseClient<C> => {
  const client = new Generated(address, credentials.createInsecure(), CHANNEL);
  // Both share one connection: grpc-js keeps one for each address and set of options.
  const bundles = new BundleServiceClient(address, credentials.createInsecure(), CHANNEL);

  const methodOf = (name: string): UnaryMethod<unknown, unknown> =>
    (Reflect.get(client, name) as UnaryMethod<unknown, unknown>).bind(client);

  const callUnary = (name: string, request: unknown, options: CallOptions): Promise<unknown> =>
    withRetry(options, () => callOnce(methodOf(name), request, options));

  const gathered = (name: string, method: MethodDefinition<unknown, unknown>) => {
    const gather = createCallBundler({
      method,
      alone: (request, options) => callOnce(methodOf(name), request, options),
      together: (request, options) => callOnce(bundles.callTogether.bind(bundles), request, options),
    });
    // A traced call goes alone: its span belongs to one call.
    return (request: unknown, options: CallOptions): Promise<unknown> =>
      trace.getActiveSpan() === undefined
        ? withRetry(options, () => unlessAborted(options.signal, () => gather(request, options)))
        : callUnary(name, request, options);
  };

  const callWriting = async (
    name: string,
    requests: AsyncIterable<unknown>,
    options: CallOptions,
  ): Promise<unknown> => {
    const { metadata, settings } = wire(options);
    const method = Reflect.get(client, name) as WriteMethod<unknown, unknown>;
    const state = { settled: false };
    let stream: ClientWritableStream<unknown> | undefined;
    const answer = new Promise((resolve, reject) => {
      stream = method.call(client, metadata, settings, (error, response) => {
        state.settled = true;
        if (error === null) resolve(response);
        else reject(fromServiceError(error));
      });
      // The callback reports the failure; an unheard 'error' event would end the process.
      stream.on('error', () => undefined);
    });
    const open = stream;
    if (open === undefined) return answer;
    const release = onAbort(options.signal, open);
    try {
      for await (const message of requests) {
        if (state.settled) break;
        if (!open.write(message)) {
          await Promise.race([new Promise((resume) => open.once('drain', resume)), answer.catch(() => undefined)]);
        }
      }
      open.end();
    } catch (error) {
      open.cancel();
      answer.catch(() => undefined);
      throw error;
    } finally {
      answer.then(release, release);
    }
    return answer;
  };

  async function* callReading(name: string, request: unknown, options: CallOptions): AsyncIterable<unknown> {
    const { metadata, settings } = wire(options);
    const method = Reflect.get(client, name) as ReadMethod<unknown, unknown>;
    const stream = method.call(client, request, metadata, settings);
    const release = onAbort(options.signal, stream);
    try {
      yield* stream;
    } catch (error) {
      throw toDomain(error);
    } finally {
      release();
      stream.cancel();
    }
  }

  const methods: Record<string, unknown> = {
    close: () => {
      client.close();
      bundles.close();
    },
  };
  const names = new Set<unknown>(together);
  for (const [name, method] of Object.entries(Generated.service)) {
    if (method.requestStream) methods[name] = callWriting.bind(undefined, name);
    else if (method.responseStream) methods[name] = callReading.bind(undefined, name);
    else methods[name] = names.has(name) ? gathered(name, method) : callUnary.bind(undefined, name);
  }
  return methods as PromiseClient<C>;
};
