import { isUnavailable } from './postgres-errors.js';
import pg from 'pg';

/** A subscription to a NOTIFY channel that outlives its connection. */
export interface ChannelListener {
  /** Whether it hears the channel right now. */
  listening(): boolean;
  close(): Promise<void>;
}

export interface ChannelListenerOptions {
  readonly url: string;
  readonly channel: string;
  readonly applicationName: string;
  /**
   * Called for each notification, and once after each (re)connect, because what was said in between was not heard.
   */
  onNotification(): void;
  /** Called once per loss of the connection; it comes back by itself. */
  onLost(error: Error): void;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;

/** Listens on a connection of its own: a pooled one would be handed to somebody else between two notifications. */
export const createChannelListener = (options: ChannelListenerOptions): ChannelListener => {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let connecting: Promise<void> = Promise.resolve();
  let retryMs = FIRST_RETRY_MS;
  let closed = false;
  let heard = false;

  const retry = (): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      connecting = connect();
    }, retryMs);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };

  const lose = (lost: pg.Client, error: Error): void => {
    if (client !== lost) return;
    client = undefined;
    heard = false;
    if (closed) return;
    options.onLost(error);
    // The socket may still be half open; ending a dead one fails, which says nothing new.
    lost.end().catch(() => undefined);
    retry();
  };

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: options.url,
      application_name: options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    client = next;
    next.on('error', (error) => {
      lose(next, error);
    });
    next.on('end', () => {
      lose(next, new Error('the connection ended'));
    });
    next.on('notification', () => {
      options.onNotification();
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${pg.escapeIdentifier(options.channel)}`);
      retryMs = FIRST_RETRY_MS;
      heard = true;
      options.onNotification();
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      lose(next, isUnavailable(error) ? cause : new Error(`cannot listen on ${options.channel}`, { cause }));
    }
  };

  connecting = connect();
  return {
    listening: () => heard,
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting;
      heard = false;
      await client?.end();
      client = undefined;
    },
  };
};
