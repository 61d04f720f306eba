import type { Decoder } from './decode.js';
import { ApiFailure, problemFromAnswer } from './problem.js';

const timeoutMs = 20_000;

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sign-in itself must see its 401 rather than have it repaired. */
  readonly repairSession?: boolean;
}

let onSignedOut: () => void = () => undefined;
let refreshing: Promise<boolean> | null = null;

/** Called once when the session is over and cannot be refreshed. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** Rotates the cookies. However many requests meet a 401 together, one refresh is sent for all of them. */
export function refreshSession(): Promise<boolean> {
  refreshing ??= fetch('/api/auth/token/refresh/', { method: 'POST', credentials: 'same-origin' })
    .then((answer) => {
      if (answer.ok) return true;
      if (answer.status === 401 || answer.status === 403) return false;
      throw new ApiFailure(problemFromAnswer(answer, null));
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

/** One request to the API, decoded. Throws ApiFailure for any refusal. */
export async function request<T>(path: string, decode: Decoder<T>, options: RequestOptions = {}): Promise<T> {
  const answer = await send(path, options);
  if (answer.status === 401 && options.repairSession !== false) {
    if (await refreshSession()) return finish(await send(path, options), decode);
    onSignedOut();
  }
  return finish(answer, decode);
}

/** For answers without a body that matters. */
export async function requestNothing(path: string, options: RequestOptions = {}): Promise<void> {
  await request(path, () => undefined, options);
}

/** Follows `Link: rel="next"` up to a stated number of pages, so no list is silently cut or endless. */
export async function requestPages<T>(
  path: string,
  item: Decoder<T[]>,
  options: RequestOptions & { maxPages?: number } = {},
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < (options.maxPages ?? 10); page += 1) {
    const query: RequestOptions['query'] = cursor === null ? options.query : { ...options.query, cursor };
    const found: { rows: T[]; next: string | null } = await requestPage(path, item, { ...options, query });
    all.push(...found.rows);
    if (found.next === null) return all;
    cursor = found.next;
  }
  return all;
}

/** One page of a list, and the cursor of the next. */
export async function requestPage<T>(
  path: string,
  item: Decoder<T[]>,
  options: RequestOptions,
): Promise<{ rows: T[]; next: string | null }> {
  let answer = await send(path, options);
  if (answer.status === 401) {
    if (await refreshSession()) answer = await send(path, options);
    else onSignedOut();
  }
  const rows = await finish(answer, item);
  return { rows, next: nextCursor(answer.headers.get('link')) };
}

/** The cursor inside a Link header, or null at the end. */
export function nextCursor(link: string | null): string | null {
  const found = link?.match(/<([^>]+)>\s*;\s*rel="?next"?/)?.[1];
  return found === undefined ? null : new URL(found, 'http://any.invalid').searchParams.get('cursor');
}

function send(path: string, options: RequestOptions): Promise<Response> {
  const limit = AbortSignal.timeout(timeoutMs);
  const hasBody = options.body !== undefined;
  return fetch(`/api${path}${queryString(options.query)}`, {
    method: options.method ?? 'GET',
    credentials: 'same-origin',
    signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
    headers: {
      accept: 'application/json',
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...options.headers,
    },
    ...(hasBody ? { body: JSON.stringify(options.body) } : {}),
  });
}

async function finish<T>(answer: Response, decode: Decoder<T>): Promise<T> {
  const body = await bodyOf(answer);
  if (!answer.ok) throw new ApiFailure(problemFromAnswer(answer, body));
  return decode(body, '');
}

async function bodyOf(answer: Response): Promise<unknown> {
  const raw = await answer.text();
  if (raw === '') return null;
  try {
    return JSON.parse(raw);
  } catch (notJson) {
    if (answer.ok) throw new ApiFailure({ ...problemFromAnswer(answer, null), reason: 'BAD_ANSWER' }, notJson);
    return null; // an error page of a proxy: the status alone says enough
  }
}

/** The parameters that are set, as they stand behind an address. */
export function queryString(query: RequestOptions['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [[key, String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

/** True for the failure of a request that we gave up on ourselves. */
export function isAbort(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'AbortError';
}
