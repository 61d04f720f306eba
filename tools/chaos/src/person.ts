import { Pool } from 'undici';
import { z } from 'zod';
import { runningProduct } from './running-product.js';

const problem = z.object({
  reason: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

const created = z.object({ id: z.number() });

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The problem's reason, where it is one. */
  readonly reason: string | undefined;
}

/** Somebody signed in at the running product, over REST as a browser is. */
export interface Person {
  readonly cookie: string;
  readonly origin: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  remove(path: string): Promise<Answer>;
  /** Cancels what this person booked here and goes. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 30_000;

export const signIn = async (username: string, connections = 64): Promise<Person> => {
  const { app, accounts } = await runningProduct();
  const account = accounts.find((candidate) => candidate.username === username);
  if (account === undefined) throw new Error(`stack.json names no account ${username}`);
  const pool = new Pool(app, { connections, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  const json = { 'content-type': 'application/json', origin: app };
  const { password } = account;
  const login = await pool.request({
    method: 'POST',
    path: '/api/auth/login/',
    headers: json,
    body: JSON.stringify({ username, password }),
  });
  await login.body.dump();
  if (login.statusCode !== 200) throw new Error(`${username} could not sign in: ${login.statusCode}`);
  const cookies = [login.headers['set-cookie'] ?? []].flat();
  const cookie = cookies.map((one) => one.split(';')[0] ?? '').join('; ');

  const booked = new Set<number>();
  const send = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> => {
    const headers = body === undefined ? { cookie, origin: app } : { ...json, cookie };
    const payload = body === undefined ? null : JSON.stringify(body);
    const answer = await pool.request({ method, path, headers, body: payload });
    const text = await answer.body.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    const refusal = problem.safeParse(parsed);
    const made = created.safeParse(parsed);
    if (method === 'POST' && answer.statusCode === 201 && made.success) booked.add(made.data.id);
    return { status: answer.statusCode, body: parsed, reason: refusal.success ? refusal.data.reason : undefined };
  };
  return {
    cookie,
    origin: app,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    remove: (path) => send('DELETE', path),
    close: async () => {
      await Promise.all([...booked].map((id) => send('DELETE', `/api/bookings/${id}/`)));
      await pool.close();
    },
  };
};
