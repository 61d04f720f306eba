import { instant, systemClock, userId, type Instant, type UserId } from '@flexspace/kernel';
import type { Logger, TokenVerifier } from '@flexspace/service-kit';
import type { Redis } from 'ioredis';
import { z } from 'zod';

export interface EndedSession {
  /** Absent: every session of the user. */
  readonly sessionId?: string | undefined;
  readonly userId: UserId;
}

export interface EndedSessions {
  start(): Promise<void>;
  /** From here on no replica accepts the session's tokens, and everybody who holds a socket of it is told. */
  end(session: EndedSession): Promise<void>;
  stop(): void;
}

interface EndedSessionsParts {
  readonly redis: Redis;
  /** A connection of its own: one that listens cannot ask. */
  readonly listener: Redis;
  readonly prefix: string;
  readonly verifier: TokenVerifier;
  readonly logger: Logger;
  announce(session: EndedSession, at: Instant): Promise<void>;
}

/** Longer than any access token lives. */
const KEEP_MS = 60 * 60 * 1_000;

const entry = z.object({ sid: z.string().optional(), user: z.string(), at: z.number() });

const write = ({ sessionId, userId: user }: EndedSession, at: Instant): string =>
  JSON.stringify({ ...(sessionId !== undefined && { sid: sessionId }), user, at });

/**
 * The list of sessions that ended before their tokens did: kept in Redis, told to the other replicas at once, and mirrored in
 * each one's token verifier, so that a request asks nobody. A replica that lost its connection reads the list again.
 */
export const createEndedSessions = (parts: EndedSessionsParts): EndedSessions => {
  const { redis, listener, verifier, logger } = parts;
  const list = `${parts.prefix}ended-sessions`;

  const remember = (text: string): void => {
    const parsed = entry.safeParse(JSON.parse(text));
    if (!parsed.success) return;
    const { sid, user, at } = parsed.data;
    verifier.endSession({ ...(sid === undefined ? { userId: userId(user) } : { sessionId: sid }), at: instant(at) });
  };

  const load = async (): Promise<void> => {
    for (const text of await redis.zrangebyscore(list, Date.now(), '+inf')) remember(text);
  };

  const listen = async (): Promise<void> => {
    await listener.subscribe(list);
    await load();
  };

  const share = async (text: string): Promise<void> => {
    const now = Date.now();
    const results = await redis
      .multi()
      .zadd(list, now + KEEP_MS, text)
      .zremrangebyscore(list, '-inf', now)
      .publish(list, text)
      .exec();
    if (results === null) throw new Error('Redis dropped the transaction');
  };

  return {
    async start() {
      listener.on('message', (_channel, text) => {
        remember(text);
      });
      listener.on('ready', () => {
        listen().catch((error: unknown) => {
          logger.warn({ err: error }, 'ended sessions of other replicas are not heard');
        });
      });
      if (listener.status === 'ready') await listen().catch(() => undefined);
    },
    async end(session) {
      const at = systemClock.now();
      const text = write(session, at);
      remember(text);
      // Each way reaches others without the other: neither being away may keep a person signed in.
      const outcomes = await Promise.allSettled([share(text), parts.announce(session, at)]);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          logger.warn({ err: outcome.reason }, 'an ended session was not told everywhere');
      }
    },
    stop() {
      listener.removeAllListeners('message');
    },
  };
};
