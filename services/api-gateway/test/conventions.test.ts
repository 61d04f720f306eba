import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signIn } from '@flexspace/testkit';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, type Answer, type Ask } from './http-client.js';

/** Whatever is refused before a service is asked needs none. */
const nobody = { address: '127.0.0.1:1' };

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  readonly takes: string | undefined;
  /** The example of its body. */
  readonly json: unknown;
}
interface DocumentedOperation {
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

let gateway: GatewayUnderTest;
let token: string;
let operations: readonly Operation[];

const SAFE = ['GET', 'HEAD'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS'];
/** Redirects and Keycloak's own words come with whatever the other side adds. */
const OF_KEYCLOAK = /\/(callback|backchannel-logout)$/;
/** Asked by machines of other people, which may add what they like; it says nothing and does nothing. */
const HEALTH = '/healthz';

const filled = (path: string): string =>
  path
    .replace('{provider}', 'google')
    .replace('{file}', 'a-secret-of-many-letters.ics')
    .replaceAll(/\{\w+\}/g, '42');

beforeAll(async () => {
  gateway = await startGateway({ catalog: nobody, booking: nobody, access: nobody });
  ({ token } = await signIn('alice'));
  const { body } = await ask(`${gateway.origin}/api/openapi.json`);
  operations = Object.entries(body['paths'] as Record<string, Record<string, DocumentedOperation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { security, requestBody }]) => ({
        method: method.toUpperCase(),
        path: filled(path),
        isPublic: security?.length === 0,
        takes: Object.keys(requestBody?.content ?? {})[0],
        json: requestBody?.content['application/json']?.example,
      })),
  );
}, 120_000);

afterAll(async () => {
  await gateway.stop();
});

const send = ({ method, path }: Pick<Operation, 'method' | 'path'>, options: Ask = {}): Promise<Answer> =>
  ask(gateway.origin + path, { method, token, ...options });

const problemOf = (answer: Answer): object => ({
  status: answer.status,
  reason: answer.body['reason'],
  fields: (answer.body['errors'] as { path: string }[] | undefined)?.map(({ path }) => path),
});

const expectProblem = ({ status, headers, body }: Answer): void => {
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-request-id')).toMatch(/^[\w.:-]{1,128}$/);
  expect(body).toMatchObject({
    type: expect.stringMatching(/^\/api\/docs\/problems\/[a-z-]+$/),
    title: expect.stringMatching(/\w/),
    status,
    detail: expect.stringMatching(/\w/),
    instance: headers.get('x-request-id'),
    reason: expect.stringMatching(/^[A-Z_]+$/),
  });
};

describe('every operation of the API document', () => {
  it('refuses a query parameter that it does not know, by name', async () => {
    const strict = operations.filter(({ path }) => !OF_KEYCLOAK.test(path) && path !== HEALTH);
    expect(strict.length).toBeGreaterThan(100);
    for (const operation of strict) {
      const { method, path, json } = operation;
      const answer = await send({ method, path: `${path}?colour=red` }, json === undefined ? {} : { json });
      expect({ operation, ...problemOf(answer) }).toMatchObject({
        operation,
        status: 400,
        reason: 'INVALID_REQUEST',
        fields: expect.arrayContaining(['colour']),
      });
      expectProblem(answer);
    }
  });

  it('refuses a body field that it does not know, by name, also where it takes no body', async () => {
    const strict = operations.filter(
      ({ method, path, takes }) => !SAFE.includes(method) && takes !== 'multipart/form-data' && !OF_KEYCLOAK.test(path),
    );
    expect(strict.length).toBeGreaterThan(50);
    for (const operation of strict) {
      const answer = await send(operation, { json: { colour: 'red' } });
      expect({ operation, ...problemOf(answer) }).toMatchObject({
        operation,
        status: 400,
        reason: 'INVALID_REQUEST',
        fields: expect.arrayContaining(['colour']),
      });
      expectProblem(answer);
    }
  });

  it('is the same with a trailing slash', async () => {
    for (const { method, path } of operations) {
      const [plain, slashed] = await Promise.all([
        send({ method, path: `${path}?colour=red` }, { token: 'nonsense' }),
        send({ method, path: `${path}/?colour=red` }, { token: 'nonsense' }),
      ]);
      expect({ method, path, ...problemOf(slashed) }).toEqual({ method, path, ...problemOf(plain) });
      expect(slashed.body['reason']).not.toBe('NOT_FOUND');
    }
  });

  it('answers 401, and says how to sign in, to who has not', async () => {
    for (const operation of operations.filter(({ isPublic }) => !isPublic)) {
      const answer = await ask(gateway.origin + operation.path, { method: operation.method });
      expect({ operation, ...problemOf(answer) }).toMatchObject({ operation, status: 401, reason: 'UNAUTHENTICATED' });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expectProblem(answer);
    }
  });

  it('answers 405 with Allow to a method that its address does not take, whatever the body is', async () => {
    for (const path of new Set(operations.map((operation) => operation.path))) {
      const taken = operations.filter((operation) => operation.path === path).map(({ method }) => method);
      const allowed = taken.includes('GET') ? [...taken, 'HEAD'] : taken;
      for (const method of METHODS.filter((one) => !taken.includes(one) && one !== 'TRACE')) {
        const withBody = SAFE.includes(method) ? {} : { body: '{', headers: { 'content-type': 'text/nonsense' } };
        const answer = await send({ method, path }, withBody);
        expect({ method, path, status: answer.status }).toEqual({ method, path, status: 405 });
        expect(answer.headers.get('allow')?.split(', ')).toEqual(allowed.toSorted());
        expectProblem(answer);
      }
    }
  });
});

describe('bytes that are no request', () => {
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(gateway.origin);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      socket.once('error', reject);
      socket.once('close', () => {
        resolve(text);
      });
      socket.write(bytes);
    });

  it.each([
    ['an address of 20 KB', `GET /api/auth/sso?next=${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
    ['no HTTP', 'hello there\r\n\r\n'],
  ])('are answered by a problem: %s', async (_what, bytes) => {
    const [head = '', body = ''] = (await raw(bytes)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 400 /);
    expect(head).toContain('content-type: application/problem+json');
    expect(head).toContain('x-content-type-options: nosniff');
    expect(JSON.parse(body)).toMatchObject({ status: 400, reason: 'INVALID_REQUEST', errors: [{ path: 'headers' }] });
  });
});

describe('an address that is not there', () => {
  it('is 404, whatever is sent to it', async () => {
    for (const method of METHODS.filter((one) => one !== 'TRACE')) {
      const answer = await send(
        { method, path: '/api/nothing/here' },
        SAFE.includes(method) ? {} : { body: '{', headers: { 'content-type': 'text/nonsense' } },
      );
      expect(problemOf(answer)).toMatchObject({ status: 404, reason: 'NOT_FOUND' });
      expectProblem(answer);
    }
  });
});
