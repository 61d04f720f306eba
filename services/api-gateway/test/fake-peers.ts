import { AccessServiceService } from '@flexspace/contracts/flexspace/access/v1/access';
import { BookingServiceService } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { CatalogServiceService } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { DomainError } from '@flexspace/kernel';
import {
  clientStream,
  createGrpcServer,
  createMetrics,
  createTokenVerifier,
  serverStream,
  unary,
  type Caller,
  type Handlers,
  type TokenVerifier,
} from '@flexspace/service-kit';
import { silentLogger, testOidc } from '@flexspace/testkit';
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';

/** What the gateway asked of a peer. */
export interface Asked {
  readonly method: string;
  readonly request: unknown;
  readonly caller: Caller;
}

/** The messages of a generated service, by method. */
type Script<Definition> = {
  -readonly [Method in keyof Definition]?: Definition[Method] extends MethodDefinition<infer Request, infer Response>
    ? (request: Request, caller: Caller) => Response | Promise<Response> | AsyncIterable<Response>
    : never;
};

export interface FakePeer<Definition> {
  readonly address: string;
  readonly asked: Asked[];
  /** What it answers; what is absent is UNAVAILABLE. Tests replace entries. */
  script: Script<Definition>;
  close(): Promise<void>;
}

const startPeer = async <Definition extends ServiceDefinition>(
  definition: Definition,
  verifier: TokenVerifier,
): Promise<FakePeer<Definition>> => {
  const server = createGrpcServer({
    host: '127.0.0.1',
    port: 0,
    verifier,
    logger: silentLogger(),
    metrics: createMetrics(),
  });
  const peer = { asked: [] as Asked[], script: {} as Script<Definition> };
  type Answer = (request: unknown, caller: Caller) => unknown;

  const answer = (method: string, request: unknown, caller: Caller): unknown => {
    peer.asked.push({ method, request, caller });
    const scripted = peer.script[method] as Answer | undefined;
    if (scripted === undefined) throw new DomainError('UNAVAILABLE', `nobody scripted ${method}`);
    return scripted(request, caller);
  };

  const handlers: Record<string, unknown> = {};
  for (const [method, { requestStream, responseStream }] of Object.entries(definition)) {
    if (requestStream) {
      handlers[method] = clientStream(async (requests: AsyncIterable<unknown>, call) => {
        const all: unknown[] = [];
        for await (const request of requests) all.push(request);
        return answer(method, all, call.caller);
      });
    } else if (responseStream) {
      handlers[method] = serverStream(async function* stream(request: unknown, call) {
        yield* answer(method, request, call.caller) as AsyncIterable<unknown>;
      });
    } else {
      handlers[method] = unary((request: unknown, call) =>
        Promise.resolve().then(() => answer(method, request, call.caller)),
      );
    }
  }
  server.add(definition, handlers as Handlers<Definition>);
  const port = await server.listen();
  return Object.assign(peer, { address: `127.0.0.1:${port}`, close: () => server.close(1_000) });
};

export interface FakePeers {
  readonly catalog: FakePeer<typeof CatalogServiceService>;
  readonly booking: FakePeer<typeof BookingServiceService>;
  readonly access: FakePeer<typeof AccessServiceService>;
  close(): Promise<void>;
}

/** Three services that say what a test tells them to, over real gRPC with real token checks. */
export const startFakePeers = async (realm?: { issuer: string; realmUrl: string }): Promise<FakePeers> => {
  const { issuer, realmUrl, audience } = { ...(await testOidc('gateway')), ...realm };
  const verifier = createTokenVerifier({ issuer, realmUrl, audience });
  const [catalog, booking, access] = await Promise.all([
    startPeer(CatalogServiceService, verifier),
    startPeer(BookingServiceService, verifier),
    startPeer(AccessServiceService, verifier),
  ]);
  return {
    catalog,
    booking,
    access,
    async close() {
      await Promise.all([catalog.close(), booking.close(), access.close()]);
    },
  };
};
