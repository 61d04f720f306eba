import { Pool, type Dispatcher } from 'undici';
import { z } from 'zod';
import { createPlainPosts, type PlainPosts } from './plain-posts.js';
import type { RunningStack } from './stack-file.js';

const tree = z.array(
  z.object({
    locations: z.array(
      z.object({ id: z.number(), floors: z.array(z.object({ rooms: z.array(z.object({ id: z.number() })) })) }),
    ),
  }),
);
const room = z.object({
  desks: z.array(z.object({ id: z.number(), is_permanent: z.boolean() })),
  is_under_maintenance: z.boolean(),
});

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Api {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /**
   * Reads an answer to its end and says how it ended: `200` and whether every byte came that was announced. Every hundredth one is also
   * parsed; to look into all of them would cost the machine as much as the product's own work.
   */
  download(path: string): Promise<string>;
  /** Every desk the account may see that anybody may book. */
  bookableDesks(): Promise<number[]>;
  roomIds(): Promise<number[]>;
  /** For a load of one kind of request, at the least cost on this side. */
  plainPosts(path: string): PlainPosts;
  close(): Promise<void>;
}

const cookiesOf = (headers: Dispatcher.ResponseData['headers']): string => {
  const set = headers['set-cookie'] ?? [];
  return (Array.isArray(set) ? set : [set]).map((cookie) => cookie.split(';')[0] ?? '').join('; ');
};

const SAMPLED = 100;

/** Counts the bytes of an answer and lets them go. */
const readToTheEnd = (pool: Pool, request: Dispatcher.DispatchOptions): Promise<string> =>
  new Promise((resolve, reject) => {
    let status = 0;
    let announced = -1;
    let came = 0;
    pool.dispatch(request, {
      onRequestStart: () => undefined,
      onResponseStart(_controller, statusCode, answered) {
        status = statusCode;
        announced = Number(answered['content-length']);
      },
      onResponseData(_controller, chunk) {
        came += chunk.byteLength;
      },
      onResponseEnd() {
        resolve(came > 0 && came === announced ? String(status) : `${status} of ${came} bytes instead of ${announced}`);
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    });
  });

/** The product as a browser sees it, signed in as the account with the role. */
export const signIn = async (stack: RunningStack, role: string, connections: number): Promise<Api> => {
  const account = stack.accounts.find((candidate) => candidate.role === role);
  if (account === undefined) throw new Error(`stack.json names no account with the role ${role}`);
  const pool = new Pool(stack.app, { connections, pipelining: 1 });
  const { username, password } = account;
  const login = await pool.request({
    method: 'POST',
    path: '/api/auth/login/',
    headers: { 'content-type': 'application/json', origin: stack.app },
    body: JSON.stringify({ username, password }),
  });
  await login.body.dump();
  if (login.statusCode !== 200) throw new Error(`sign-in answered ${login.statusCode}`);
  const headers = { cookie: cookiesOf(login.headers), origin: stack.app, 'content-type': 'application/json' };

  const send = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> => {
    const answer = await pool.request({
      method,
      path,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text === '' ? undefined : JSON.parse(text) };
  };
  const get = (path: string): Promise<Answer> => send('GET', path);
  let downloads = 0;

  const roomIds = async (): Promise<number[]> =>
    tree
      .parse((await get('/api/locations/tree/')).body)
      .flatMap((country) => country.locations.flatMap((l) => l.floors.flatMap((f) => f.rooms.map(({ id }) => id))));

  return {
    get,
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path) => send('DELETE', path),
    async download(path) {
      downloads += 1;
      if (downloads % SAMPLED === 0) {
        const { status, body } = await get(path);
        return typeof body === 'object' && body !== null ? String(status) : `${status} that says nothing`;
      }
      return readToTheEnd(pool, { method: 'GET', path, headers });
    },
    roomIds,
    plainPosts: (path) => createPlainPosts({ origin: stack.app, path, headers }),
    async bookableDesks() {
      const rooms = await Promise.all((await roomIds()).map((id) => get(`/api/rooms/${id}/desks/`)));
      return rooms
        .map(({ body }) => room.parse(body))
        .filter((one) => !one.is_under_maintenance)
        .flatMap(({ desks }) => desks.filter((desk) => !desk.is_permanent).map(({ id }) => id));
    },
    close: () => pool.close(),
  };
};
