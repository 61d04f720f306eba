import { DomainError } from '@flexspace/kernel';
import {
  Server,
  ServerCredentials,
  type handleUnaryCall,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { TokenVerifier } from '../tokens/token-verifier.js';
import { BundleServiceService } from '@flexspace/contracts/flexspace/common/v1/bundle';
import { createBundleHandler } from './bundle-server.js';
import { clientAddressFrom, requestIdFrom } from './call-context.js';
import { unary, type FinishCall, type Handler, type Handlers, type OpenCall } from './handler.js';
import { asDomainError, INTERNAL_STATUS, toRpcStatus } from './status.js';

/** Without a bound a client could hold a handler for ever. */
const LONGEST_DEADLINE_MS = 120_000;
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
const NOBODY_WAITS = new DomainError('TIMEOUT', 'The caller does not wait any more.');

export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly verifier: TokenVerifier;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** After about this long a client is asked to connect anew, so that it finds replicas that came later. 0 = never. */
  readonly maxConnectionAgeMs?: number;
}

export interface GrpcServer {
  /** Handlers for every method of a generated service definition, each made by unary, clientStream or serverStream. */
  add<Definition extends ServiceDefinition>(definition: Definition, handlers: Handlers<Definition>): void;
  listen(): Promise<number>;
  setServing(serving: boolean): void;
  close(graceMs: number): Promise<void>;
}

/** A gRPC server on which every call is somebody's, has a deadline, and ends in a typed refusal or a logged defect. */
export const createGrpcServer = ({ maxConnectionAgeMs = 0, ...options }: GrpcServerOptions): GrpcServer => {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.keepalive_permit_without_calls': 1,
    ...(maxConnectionAgeMs > 0 && {
      'grpc.max_connection_age_ms': maxConnectionAgeMs,
      // No call lives longer, so none is cut.
      'grpc.max_connection_age_grace_ms': LONGEST_DEADLINE_MS,
    }),
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
    const requestId = requestIdFrom(call.metadata.get('x-request-id')[0]);
    const clientAddress = clientAddressFrom(call.metadata.get('x-client-address')[0]);
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
    if (expected !== undefined && expected.kind !== 'internal') return toRpcStatus(expected);
    options.logger.error({ err: error, method }, 'call failed');
    return INTERNAL_STATUS;
  };

  const bundles = createBundleHandler({ verifier: options.verifier, finish });
  const addService = <Definition extends ServiceDefinition>(
    definition: Definition,
    handlers: Handlers<Definition>,
  ): void => {
    const bound: UntypedServiceImplementation = {};
    for (const [name, handler] of Object.entries<Handler<unknown, unknown>>(handlers)) {
      bound[name] = handler.bind(open, finish) as handleUnaryCall<unknown, unknown>;
    }
    server.addService(definition, bound);
  };
  addService(BundleServiceService, { callTogether: unary(bundles.callTogether) });

  return {
    add(definition, handlers) {
      addService(definition, handlers);
      bundles.add(definition, handlers);
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
