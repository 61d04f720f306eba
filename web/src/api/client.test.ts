import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { nextCursor, request, requestPages, whenSignedOut } from './client.js';
import { list, number, record } from './decode.js';
import { toProblem } from './problem.js';

interface Canned {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
const calls: string[] = [];

/** Answers each path from its own queue; the last answer stays. */
function serve(routes: Record<string, Canned[]>): void {
  calls.length = 0;
  globalThis.fetch = ((input: string, init?: RequestInit) => {
    const path = input.split('?')[0] ?? '';
    calls.push(`${init?.method ?? 'GET'} ${input}`);
    const queue = routes[path] ?? [];
    const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 404 };
    return Promise.resolve({
      ok: answer.status < 400,
      status: answer.status,
      headers: new Headers(answer.headers),
      text: () => Promise.resolve(answer.body === undefined ? '' : JSON.stringify(answer.body)),
    });
  }) as unknown as typeof fetch;
}
const shape = record({ n: number });

describe('api client', () => {
  const original = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = original;
    whenSignedOut(() => undefined);
  });

  it('sends one refresh for many requests that meet a 401 together', async () => {
    serve({
      '/api/a/': [{ status: 401 }, { status: 401 }, { status: 200, body: { n: 1 } }],
      '/api/auth/token/refresh/': [{ status: 200 }],
    });
    await Promise.all([request('/a/', shape), request('/a/', shape)]);
    expect(calls.filter((call) => call.includes('refresh'))).toHaveLength(1);
  });

  it('says once that the session is over when it cannot be refreshed', async () => {
    serve({ '/api/a/': [{ status: 401 }], '/api/auth/token/refresh/': [{ status: 401 }] });
    const ended = jest.fn();
    whenSignedOut(ended);
    await expect(request('/a/', shape)).rejects.toThrow('401');
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('turns a refusal into a problem with reason, fields and request', async () => {
    const body = {
      reason: 'INVALID_REQUEST',
      detail: 'x',
      instance: 'r-1',
      errors: [{ path: 'end_time', message: 'too early' }],
    };
    serve({ '/api/a/': [{ status: 400, body }] });
    const problem = toProblem(await request('/a/', shape).catch((failure: unknown) => failure));
    expect(problem).toMatchObject({
      status: 400,
      reason: 'INVALID_REQUEST',
      requestId: 'r-1',
      fields: { end_time: 'too early' },
    });
  });

  it('makes sense of a proxy that answers with a page, and of an answer of another shape', async () => {
    serve({ '/api/a/': [{ status: 502 }], '/api/b/': [{ status: 200, body: { n: 'one' } }] });
    expect(toProblem(await request('/a/', shape).catch((failure: unknown) => failure)).reason).toBe('UNAVAILABLE');
    expect(toProblem(await request('/b/', shape).catch((failure: unknown) => failure)).reason).toBe('BAD_ANSWER');
  });

  it('follows pages and stops at the last', async () => {
    serve({
      '/api/a/': [
        { status: 200, body: [1], headers: { link: '</api/a/?cursor=c2>; rel="next"' } },
        { status: 200, body: [2] },
      ],
    });
    await expect(requestPages('/a/', list(number), { query: { limit: 1 } })).resolves.toEqual([1, 2]);
    expect(calls[1]).toContain('cursor=c2');
    expect(nextCursor('</x?cursor=a%2Fb>; rel="next"')).toBe('a/b');
    expect(nextCursor(null)).toBeNull();
  });
});
