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
  /** Reads an answer to its end without looking into it, as a browser's network would; its status. */
  download(path: string): Promise<number>;
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
      const answer = await pool.request({ method: 'GET', path, headers });
      await answer.body.arrayBuffer();
      return answer.statusCode;
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
