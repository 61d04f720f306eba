import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { MessagingLogger } from './messaging-logger.js';
import { createBackoff, pause } from './pause.js';

/** A connection that is looked for until it is there, and comes back when it is lost. */
export interface NatsLink {
  /** The connection while it is up. */
  current(): NatsConnection | undefined;
  /** Resolves with a connection that is up; undefined when the signal comes first or the link is closed. */
  whenUp(signal: AbortSignal): Promise<NatsConnection | undefined>;
  close(): Promise<void>;
}

export interface NatsLinkOptions {
  readonly url: string;
  readonly name: string;
  readonly logger: MessagingLogger;
  /** Called each time the connection comes up. */
  onUp(connection: NatsConnection): void;
}

const CONNECT_TIMEOUT_MS = 2_000;
const RECONNECT_WAIT_MS = 250;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;
/** A peer that vanished without a word is noticed after two of these. */
const PING_INTERVAL_MS = 5_000;

export const createNatsLink = (options: NatsLinkOptions): NatsLink => {
  const { logger } = options;
  const closing = new AbortController();
  const waiting = new Set<(connection: NatsConnection) => void>();
  let connection: NatsConnection | undefined;
  let isUp = false;

  const up = (live: NatsConnection): void => {
    isUp = true;
    for (const resolve of waiting) resolve(live);
    waiting.clear();
    options.onUp(live);
  };

  const watch = async (live: NatsConnection): Promise<void> => {
    for await (const status of live.status()) {
      if (status.type === 'disconnect') {
        isUp = false;
        logger.warn({ server: status.server }, 'nats connection lost');
      } else if (status.type === 'reconnect') {
        logger.info({ server: status.server }, 'nats connection is back');
        up(live);
      } else if (status.type === 'error') {
        logger.warn({ err: status.error }, 'nats refused something');
      }
    }
  };

  /** The client reconnects by itself for ever, but not before it has been connected once, and not after a fatal refusal. */
  const run = async (): Promise<void> => {
    const backoff = createBackoff(FIRST_RETRY_MS, LAST_RETRY_MS);
    let complained = false;
    while (!closing.signal.aborted) {
      try {
        connection = await connect({
          servers: options.url,
          name: options.name,
          timeout: CONNECT_TIMEOUT_MS,
          maxReconnectAttempts: -1,
          reconnectTimeWait: RECONNECT_WAIT_MS,
          reconnectJitter: RECONNECT_WAIT_MS,
          pingInterval: PING_INTERVAL_MS,
          maxPingOut: 2,
          // A stack for every request, in case it fails, would be a twentieth of what a booking costs.
          noAsyncTraces: true,
        });
        backoff.reset();
        complained = false;
        up(connection);
        await watch(connection);
        isUp = false;
        const reason = await connection.closed();
        if (reason !== undefined) logger.error({ err: reason }, 'nats connection ended, connecting anew');
      } catch (error) {
        if (!complained) logger.warn({ err: error }, 'nats cannot be reached, trying on');
        complained = true;
      }
      await pause(backoff.next(), closing.signal);
    }
  };
  const running = run();

  return {
    current: () => (isUp ? connection : undefined),
    whenUp(signal) {
      if (isUp) return Promise.resolve(connection);
      return new Promise((resolve) => {
        const give = (live: NatsConnection | undefined): void => {
          waiting.delete(give);
          signal.removeEventListener('abort', giveUp);
          closing.signal.removeEventListener('abort', giveUp);
          resolve(live);
        };
        const giveUp = (): void => {
          give(undefined);
        };
        waiting.add(give);
        signal.addEventListener('abort', giveUp, { once: true });
        closing.signal.addEventListener('abort', giveUp, { once: true });
        if (signal.aborted || closing.signal.aborted) giveUp();
      });
    },
    async close() {
      closing.abort();
      isUp = false;
      await connection?.close();
      await running;
    },
  };
};
