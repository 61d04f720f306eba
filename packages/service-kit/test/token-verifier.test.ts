import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BookingServiceClient,
  BookingServiceService,
  type Booking,
} from '@flexspace/contracts/flexspace/booking/v1/booking';
import { DomainError, instant, instantFromMillis, SECOND_US } from '@flexspace/kernel';
import {
  forgedTokens,
  signIn,
  signInService,
  silentLogger,
  testCall,
  testOidc,
  type TestOidc,
} from '@flexspace/testkit';
import { Metadata } from '@grpc/grpc-js';
import {
  createGrpcClient,
  createGrpcServer,
  createMetrics,
  createServiceToken,
  createTokenVerifier,
  unary,
  type GrpcServer,
  type Handlers,
  type PromiseClient,
  type TokenVerifier,
} from '../src/index.js';

let oidc: TestOidc;
let verifier: TokenVerifier;

const verifierOf = (more: Partial<TestOidc> = {}): TokenVerifier => createTokenVerifier({ ...oidc, ...more });
const reasonOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
  return 'none';
};

beforeAll(async () => {
  oidc = await testOidc('gateway');
  verifier = verifierOf();
});

describe('a token of Keycloak', () => {
  it('says who calls, with their realm roles', async () => {
    const alice = await signIn('alice');
    const caller = await verifier.verify(alice.token);
    expect(caller).toMatchObject({
      userId: alice.userId,
      username: alice.username,
      isSuperuser: false,
      isService: false,
    });
    expect(caller.sessionId).toEqual(expect.any(String));
    const superuser = await verifier.verify((await signIn('superuser')).token);
    expect(superuser.isSuperuser).toBe(true);
  });

  it('of a service is known as such', async () => {
    expect((await verifier.verify((await signInService('booking')).token)).isService).toBe(true);
  });

  it('is refused when anything about it is forged', async () => {
    const forged = await forgedTokens();
    for (const [kind, token] of Object.entries<string>({ ...forged })) {
      expect([kind, await reasonOf(verifier.verify(token))]).toEqual([kind, 'UNAUTHENTICATED']);
    }
  });

  it('is refused from the moment its session ends, and not the tokens of later sessions', async () => {
    const own = verifierOf();
    const { token } = await signIn('bob');
    const caller = await own.verify(token);
    own.endSession({ ...(caller.sessionId !== undefined && { sessionId: caller.sessionId }), at: caller.issuedAt });
    expect(await reasonOf(own.verify(token))).toBe('UNAUTHENTICATED');
    own.endSession({ userId: caller.userId, at: instantFromMillis(0) });
    expect(await reasonOf(own.verify((await signIn('alice')).token))).toBe('none');
  });

  it('is refused by the latest end that concerns it, in whatever order ends are heard of, once or twice', async () => {
    const { token } = await signIn('bob');
    const { userId, sessionId = '', issuedAt } = await verifier.verify(token);
    const before = instant(issuedAt - 60 * SECOND_US);
    const ends: Parameters<TokenVerifier['endSession']>[0][][] = [
      [
        { userId, at: issuedAt },
        { userId, at: before },
      ],
      [
        { userId, at: before },
        { sessionId, at: issuedAt },
      ],
      [
        { sessionId, at: before },
        { userId, at: issuedAt },
      ],
    ];
    for (const [index, told] of ends.entries()) {
      for (const order of [told, told.toReversed(), [...told, ...told.toReversed()]]) {
        const own = verifierOf();
        for (const end of order) own.endSession(end);
        expect([index, await reasonOf(own.verify(token))]).toEqual([index, 'UNAUTHENTICATED']);
      }
    }
  });

  it('cannot be judged without the keys: that is our trouble, not the caller’s', async () => {
    const { token } = await signIn('alice');
    expect(await reasonOf(verifierOf({ realmUrl: 'http://127.0.0.1:9/auth/realms/none' }).verify(token))).toBe(
      'UNAVAILABLE',
    );
  });
});

describe('a service’s own token', () => {
  it('is fetched once for many who ask at the same time', async () => {
    const source = createServiceToken({ ...oidc, clientId: oidc.clientId, clientSecret: oidc.clientSecret });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => source.get()));
    expect(new Set(tokens).size).toBe(1);
  });

  it('that cannot be had is UNAVAILABLE', async () => {
    expect(await reasonOf(createServiceToken({ ...oidc, clientSecret: 'wrong' }).get())).toBe('UNAVAILABLE');
  });
});

describe('a gRPC server', () => {
  let server: GrpcServer;
  let client: PromiseClient<BookingServiceClient>;
  let raw: BookingServiceClient;
  const calls: string[] = [];

  beforeAll(async () => {
    const { credentials } = await import('@grpc/grpc-js');
    server = createGrpcServer({
      host: '127.0.0.1',
      port: 0,
      verifier,
      logger: silentLogger(),
      metrics: createMetrics(),
    });
    const handlers: Partial<Handlers<typeof BookingServiceService>> = {
      getBooking: unary((request, call): Promise<Booking> => {
        calls.push(call.caller.username);
        if (request.bookingId === 13) return Promise.reject(new TypeError('secret detail of a defect'));
        return Promise.reject(new DomainError('NOT_FOUND', 'no such booking'));
      }),
    };
    server.add({ getBooking: BookingServiceService.getBooking }, { getBooking: handlers.getBooking! });
    const port = await server.listen();
    client = createGrpcClient(BookingServiceClient, `127.0.0.1:${port}`);
    raw = new BookingServiceClient(`127.0.0.1:${port}`, credentials.createInsecure());
  });
  afterAll(async () => {
    client.close();
    raw.close();
    await server.close(1_000);
  });

  it('passes the caller on and brings refusals back', async () => {
    const alice = await signIn('alice');
    expect(await reasonOf(client.getBooking({ bookingId: 1 }, testCall(alice)))).toBe('NOT_FOUND');
    expect(calls.at(-1)).toBe(alice.username);
  });

  it('refuses forged tokens before the handler', async () => {
    const before = calls.length;
    for (const token of Object.values<string>({ ...(await forgedTokens()) })) {
      expect(await reasonOf(client.getBooking({ bookingId: 1 }, testCall(token)))).toBe('UNAUTHENTICATED');
    }
    expect(calls).toHaveLength(before);
  });

  it('hides what a defect says', async () => {
    const call = client.getBooking({ bookingId: 13 }, testCall(await signIn('alice')));
    await expect(call).rejects.toThrow('Something went wrong on our side.');
  });

  it('refuses a call without a deadline', async () => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${(await signIn('alice')).token}`);
    const details = await new Promise((resolve) => {
      raw.getBooking({ bookingId: 1 }, metadata, (error) => {
        resolve(error?.details);
      });
    });
    expect(details).toContain('deadline');
  });
});
