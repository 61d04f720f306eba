import { once } from 'node:events';
import { connect } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessServiceClient, AccessServiceService } from '@flexspace/contracts/flexspace/access/v1/access';
import { instant, userId } from '@flexspace/kernel';
import { eventually } from '@flexspace/testkit';
import {
  createGrpcClient,
  createGrpcServer,
  createLogger,
  createMetrics,
  unary,
  type GrpcServer,
  type PromiseClient,
} from '../src/index.js';

/** Longer than a busy machine stands still: a call is sent once more when it is refused, and not a third time. */
const AGE_MS = 500;
/** Long enough for the age to strike several times. */
const CALLS = 5_000;
const AT_ONCE = 16;
const OPTIONS = { token: 'any', timeoutMs: 30_000 };

const verifier = {
  verify: (token: string) =>
    Promise.resolve({
      userId: userId('00000000-0000-4000-8000-000000000001'),
      username: 'alice',
      firstName: '',
      lastName: '',
      fullName: '',
      email: '',
      roles: new Set<string>(),
      isSuperuser: false,
      isStaff: false,
      isService: false,
      clientId: 'test',
      sessionId: undefined,
      issuedAt: instant(0),
      expiresAt: instant(0),
      token,
    }),
  endSession: () => undefined,
};

let server: GrpcServer;
let client: PromiseClient<AccessServiceClient>;
let address: string;
let answered: string[];
let release: () => void;

beforeEach(async () => {
  answered = [];
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  server = createGrpcServer({
    host: '127.0.0.1',
    port: 0,
    verifier,
    metrics: createMetrics(),
    logger: createLogger({ service: 'test', level: 'silent' }),
    maxConnectionAgeMs: AGE_MS,
  });
  server.add(
    { getPeople: AccessServiceService.getPeople },
    {
      getPeople: unary(async ({ userIds: [name = ''] }) => {
        if (name === 'slow') await released;
        answered.push(name);
        return { people: [] };
      }),
    },
  );
  address = `127.0.0.1:${await server.listen()}`;
  client = createGrpcClient(AccessServiceClient, address);
});
afterEach(async () => {
  client.close();
  await server.close(1_000);
});

describe('a connection that is old enough', () => {
  it('is asked to go', async () => {
    const session = connect(`http://${address}`);
    const [code] = (await once(session, 'goaway')) as [number];
    expect(code).toBe(0);
    await once(session, 'close');
  });

  it('gives way to a new one, and no call fails or is answered twice for it', async () => {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < CALLS) {
        const name = String((next += 1));
        await client.getPeople({ userIds: [name] }, OPTIONS);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(new Set(answered).size).toBe(answered.length);
    expect(answered.length).toBeGreaterThanOrEqual(CALLS);
  });

  it('waits for the calls that run on it', async () => {
    const slow = client.getPeople({ userIds: ['slow'] }, OPTIONS);
    await client.getPeople({ userIds: ['first'] }, OPTIONS);
    const until = Date.now() + 3 * AGE_MS;
    await eventually(async () => {
      await client.getPeople({ userIds: ['other'] }, OPTIONS);
      return Date.now() > until;
    });
    release();
    await slow;
    expect(answered.at(-1)).toBe('slow');
  });
});
