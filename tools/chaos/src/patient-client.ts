import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Person } from './person.js';
import { doorsOf } from './running-product.js';

/** What says "try again" and nothing about the request itself. */
const PASSING = new Set([502, 503, 504]);
const GIVES_UP_AFTER_MS = 30_000;
const ATTEMPT_MS = 8_000;
const PAUSE_MS = 50;

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

interface Wish {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/**
 * A person whose app asks again, at another gateway, when nobody answered or the answer was "not now". A request that creates
 * carries one key through all its tries. Throws when there is no other answer in half a minute.
 */
export const createPatientClient = (person: Person): ((wish: Wish) => Promise<Reply>) => {
  let turn = 0;

  const attempt = async ({ method, path, body }: Wish, key: string): Promise<Reply | Error> => {
    turn += 1;
    const doors = await doorsOf('api-gateway');
    try {
      const answer = await fetch(`${doors[turn % doors.length] ?? ''}${path}`, {
        method,
        headers: {
          cookie: person.cookie,
          origin: person.origin,
          ...(method === 'POST' && { 'idempotency-key': key }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    } catch (error) {
      // A killed gateway ends its connections in many ways; each of them only means that there is no answer.
      return error instanceof Error ? error : new Error(String(error));
    }
  };

  return async (wish) => {
    const key = randomUUID();
    const endsAt = performance.now() + GIVES_UP_AFTER_MS;
    for (;;) {
      const reply = await attempt(wish, key);
      if (!(reply instanceof Error) && !PASSING.has(reply.status)) return reply;
      if (performance.now() > endsAt) {
        const last = reply instanceof Error ? reply.message : `${reply.status} ${JSON.stringify(reply.body)}`;
        throw new Error(`${wish.method} ${wish.path} is not answered: ${last}`);
      }
      await delay(PAUSE_MS * (0.5 + Math.random()));
    }
  };
};

const made = z.object({ id: z.number() });

/** The id of what a creating request has made; anything but 201 is a failure. */
export const madeBy = ({ status, body }: Reply): number => {
  if (status !== 201) throw new Error(`nothing was made: ${status} ${JSON.stringify(body)}`);
  return made.parse(body).id;
};
