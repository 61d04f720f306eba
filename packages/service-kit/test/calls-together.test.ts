import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessServiceClient, AccessServiceService } from '@flexspace/contracts/flexspace/access/v1/access';
import { BundleServiceService } from '@flexspace/contracts/flexspace/common/v1/bundle';
import { DomainError, instant, Unavailable, userId } from '@flexspace/kernel';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import {
  createGrpcClient,
  createGrpcServer,
  createLogger,
  createMetrics,
  unary,
  type Caller,
  type CallContext,
  type GrpcServer,
  type Handlers,
  type PromiseClient,
} from '../src/index.js';

const USER = '00000000-0000-4000-8000-00000000000';
const callerOf = (token: string): Caller => ({
  userId: userId(`${USER}${token}`),
  username: token,
  firstName: '',
  lastName: '',
  fullName: token,
  email: '',
  roles: new Set(),
  isSuperuser: false,
  isStaff: false,
  isService: false,
  clientId: 'test',
  sessionId: undefined,
  issuedAt: instant(0),
  expiresAt: instant(0),
  token,
});

/** Tokens are the last digit of a user's id; any other is refused. */
const verifier = {
  verify: (token: string): Promise<Caller> =>
    /^\d$/.test(token)
      ? Promise.resolve(callerOf(token))
      : Promise.reject(new DomainError('UNAUTHENTICATED', 'The token is not valid.')),
  endSession: () => undefined,
};

describe('calls of one method that are made in the same turn', () => {
  let server: GrpcServer;
  let client: PromiseClient<AccessServiceClient>;
  let metrics: ReturnType<typeof createMetrics>;
  let seen: CallContext[];

  beforeEach(async () => {
    seen = [];
    metrics = createMetrics();
    server = createGrpcServer({
      host: '127.0.0.1',
      port: 0,
      verifier,
      metrics,
      logger: createLogger({ service: 'test', level: 'silent' }),
    });
    const refuse = unary(() => Promise.reject(new Unavailable('Everything else')));
    const handlers = Object.fromEntries(Object.keys(AccessServiceService).map((name) => [name, refuse]));
    server.add(AccessServiceService, {
      ...(handlers as unknown as Handlers<typeof AccessServiceService>),
      getPeople: unary(({ userIds }, call) => {
        seen.push(call);
        if (userIds[0] === 'never') return new Promise(() => undefined);
        if (userIds.length > 1) throw new DomainError('IN_USE', 'Only one.', { affectedCount: userIds.length });
        const person = { id: call.caller.userId, username: call.caller.username, fullName: userIds[0] ?? '' };
        return Promise.resolve({ people: [person] });
      }),
    });
    client = createGrpcClient(AccessServiceClient, `127.0.0.1:${await server.listen()}`, { together: ['getPeople'] });
  });
  afterEach(async () => {
    client.close();
    await server.close(1_000);
  });

  const ask = (token: string, ...userIds: string[]) =>
    client.getPeople({ userIds }, { token, requestId: `r-${token}` });
  const callsSeen = async (method: string): Promise<number> => {
    const line = new RegExp(`flexspace_rpc_seconds_count\\{method="${method}",outcome="\\w+"\\} (\\d+)`, 'g');
    return [...(await metrics.registry.metrics()).matchAll(line)].reduce((sum, match) => sum + Number(match[1]), 0);
  };

  it('travel in one message, and each is answered for its own caller', async () => {
    const answers = await Promise.all([ask('1', 'a'), ask('2', 'b'), ask('1', 'c')]);
    expect(answers.map(({ people }) => people.map((one) => `${one.username}${one.fullName}`))).toEqual([
      ['1a'],
      ['2b'],
      ['1c'],
    ]);
    expect(seen.map((call) => call.requestId)).toEqual(['r-1', 'r-2', 'r-1']);
    expect(await callsSeen('CallTogether')).toBe(1);
    expect(await callsSeen('GetPeople')).toBe(3);
  });

  it('are refused one by one, with reason and parts, and leave the others alone', async () => {
    const [good, forged, refused] = await Promise.allSettled([ask('1', 'a'), ask('forged', 'b'), ask('2', 'c', 'd')]);
    expect(good.status).toBe('fulfilled');
    expect(forged).toMatchObject({ status: 'rejected', reason: { reason: 'UNAUTHENTICATED' } });
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { reason: 'IN_USE', message: 'Only one.', details: { affectedCount: 2 } },
    });
    expect(seen).toHaveLength(2);
  });

  it('are given an id of their own where they bring none that can be used', async () => {
    const bad = client.getPeople({ userIds: ['a'] }, { token: '1', requestId: 'two words' });
    await Promise.all([bad, client.getPeople({ userIds: ['b'] }, { token: '2' }), ask('3', 'c')]);
    expect(seen.map((call) => call.requestId)).toEqual([
      expect.stringMatching(/^[\da-f-]{36}$/),
      expect.stringMatching(/^[\da-f-]{36}$/),
      'r-3',
    ]);
  });

  it('keep the deadline that each caller has', async () => {
    const late = Date.now() + 4_000;
    const soon = Date.now() + 2_000;
    await Promise.all([
      client.getPeople({ userIds: ['a'] }, { token: '1', deadline: late }),
      client.getPeople({ userIds: ['b'] }, { token: '2', deadline: soon }),
    ]);
    const [first, second] = seen.map((call) => call.deadline);
    expect((first ?? 0) - (second ?? 0)).toBeGreaterThan(1_500);
  });

  it('are answered although one of them hangs, as soon as its own caller has stopped waiting', async () => {
    const deadline = Date.now() + 60_000;
    const [hanging, answered] = await Promise.allSettled([
      client.getPeople({ userIds: ['never'] }, { token: '1', deadline: Date.now() + 200, timeoutMs: 60_000 }),
      client.getPeople({ userIds: ['b'] }, { token: '2', deadline, timeoutMs: 60_000 }),
    ]);
    expect(hanging).toMatchObject({ status: 'rejected', reason: { reason: 'TIMEOUT' } });
    expect(answered).toMatchObject({ status: 'fulfilled', value: { people: [{ fullName: 'b' }] } });
  });

  it('go in as many messages as they need, and none is lost', async () => {
    const names = Array.from({ length: 300 }, (_, index) => String(index));
    const answers = await Promise.all(names.map((name) => ask('3', name)));
    expect(answers.map(({ people }) => people[0]?.fullName)).toEqual(names);
    expect(await callsSeen('CallTogether')).toBeLessThan(20);
  });

  it('go alone where nobody joins', async () => {
    await ask('1', 'a');
    expect(await callsSeen('CallTogether')).toBe(0);
    expect(await callsSeen('GetPeople')).toBe(1);
  });

  it('are let go when their caller hangs up, and the others go on', async () => {
    const abort = new AbortController();
    const options = { token: '1', signal: abort.signal };
    const outcomes = Promise.allSettled([client.getPeople({ userIds: ['b'] }, options), ask('2', 'c')]);
    abort.abort();
    expect(await outcomes).toMatchObject([
      { status: 'rejected', reason: { reason: 'UNAVAILABLE' } },
      { status: 'fulfilled' },
    ]);
    await expect(client.getPeople({ userIds: ['d'] }, options)).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
  });

  it('all fail when the server is gone', async () => {
    await server.close(0);
    const outcomes = await Promise.allSettled([ask('1', 'a'), ask('2', 'b')]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { reason: 'UNAVAILABLE' } },
      { status: 'rejected', reason: { reason: 'UNAVAILABLE' } },
    ]);
  });
});

describe('calls to a server of an older version', () => {
  it('are made one by one', async () => {
    const server = new Server();
    const { callTogether } = BundleServiceService;
    expect(callTogether.path).toBe('/flexspace.common.v1.BundleService/CallTogether');
    server.addService(AccessServiceService, {
      getPeople: (call: ServerUnaryCall<{ userIds: string[] }, unknown>, reply: sendUnaryData<unknown>) => {
        reply(null, { people: [{ id: '', username: '', fullName: call.request.userIds[0] }] });
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    const client = createGrpcClient(AccessServiceClient, `127.0.0.1:${port}`, { together: ['getPeople'] });
    const answers = await Promise.all(['a', 'b'].map((name) => client.getPeople({ userIds: [name] }, { token: '1' })));
    expect(answers.map(({ people }) => people[0]?.fullName)).toEqual(['a', 'b']);
    client.close();
    server.forceShutdown();
  });
});
