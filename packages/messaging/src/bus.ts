import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { Unavailable } from '@flexspace/kernel';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { epochOf, formatPosition, type Position } from './position.js';
import type { MessagingLogger } from './messaging-logger.js';
import { createNatsLink } from './nats-link.js';
import { createBackoff, pause } from './pause.js';
import { ensureStreams, prefixed, streamName } from './streams.js';
import { currentTraceparent, publishSpan } from './trace-headers.js';

export interface BusOptions {
  readonly url: string;
  /** '' in production; tests give each file its own, so that they share a server. */
  readonly prefix: string;
  /** How many NATS servers keep each stream. */
  readonly replicas: number;
  /** Shown in NATS's connection list. */
  readonly name: string;
  readonly logger: MessagingLogger;
}

/** An event as bytes, the way the outbox keeps it. */
export interface EncodedMessage {
  /** Without the prefix. */
  readonly subject: string;
  readonly eventId: string;
  readonly payload: Uint8Array;
  readonly traceparent?: string | undefined;
  /** Beside Nats-Msg-Id and traceparent. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What consumers need of a connection that is up. */
export interface BusConnection {
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

export interface Bus {
  readonly prefix: string;
  /** Whether NATS is connected right now. */
  ready(): boolean;
  /** Throws UNAVAILABLE unless NATS answers; for readiness checks. */
  ping(): Promise<void>;
  /**
   * Makes the streams. Nobody has to call it, because the bus does so by itself each time it connects, until it works; tests call
   * it to wait for that. False when NATS could not be had within a few seconds.
   */
  ensureStreams(): Promise<boolean>;
  /** Resolves when the event is stored in its stream. Throws UNAVAILABLE, and then it may or may not have been stored. */
  publish(subject: string, event: Event): Promise<void>;
  publishEncoded(message: EncodedMessage): Promise<void>;
  /** The end of REALTIME now; undefined when NATS cannot be had. Taken before a read, it is where a client may resume from. */
  lastPosition(): Promise<string | undefined>;
  /** For consumers: the JetStream API, once connected; undefined when the signal comes first. */
  connected(signal: AbortSignal): Promise<BusConnection | undefined>;
  close(): Promise<void>;
}

const FIRST_CONNECT_WAIT_MS = 2_000;
const ENSURE_WAIT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 2_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/** Connects. Returns also while NATS is down; the connection and the streams then come by themselves. */
export const connectBus = async (options: BusOptions): Promise<Bus> => {
  const { prefix, logger } = options;
  const closing = new AbortController();
  const jetStreams = new WeakMap<NatsConnection, Promise<BusConnection>>();
  let ensuring: Promise<boolean> | undefined;
  let asking: Promise<Position> | undefined;

  const jetStreamOf = (connection: NatsConnection): Promise<BusConnection> => {
    const known = jetStreams.get(connection);
    if (known !== undefined) return known;
    const made = jetstreamManager(connection, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS }).then((manager) => ({
      manager,
      client: jetstream(connection, { timeout: REQUEST_TIMEOUT_MS }),
    }));
    jetStreams.set(connection, made);
    return made;
  };

  const ensureUntilDone = async (): Promise<boolean> => {
    const backoff = createBackoff(FIRST_RETRY_MS, LAST_RETRY_MS);
    while (!closing.signal.aborted) {
      const connection = await link.whenUp(closing.signal);
      if (connection === undefined) return false;
      try {
        const { manager } = await jetStreamOf(connection);
        await ensureStreams(manager, prefix, options.replicas);
        return true;
      } catch (error) {
        logger.warn({ err: error }, 'cannot make the streams yet');
        await pause(backoff.next(), closing.signal);
      }
    }
    return false;
  };
  const ensureOnce = (): Promise<boolean> => {
    ensuring ??= ensureUntilDone().finally(() => {
      ensuring = undefined;
    });
    return ensuring;
  };

  const link = createNatsLink({ url: options.url, name: options.name, logger, onUp: () => void ensureOnce() });

  const up = async (): Promise<BusConnection> => {
    const connection = link.current();
    // The client would keep the request until it has reconnected, and this one fail by its timeout: say so at once.
    if (connection === undefined) throw new Unavailable('The event bus');
    return jetStreamOf(connection);
  };

  const position = async (): Promise<Position> => {
    const { manager } = await up();
    const info = await manager.streams.info(streamName(prefix, 'REALTIME'));
    return { epoch: epochOf(info.created), sequence: info.state.last_seq };
  };

  const publishEncoded = async (message: EncodedMessage): Promise<void> => {
    const { client } = await up();
    try {
      await publishSpan(message.subject, message.traceparent, async (headers) => {
        for (const [name, value] of Object.entries(message.headers ?? {})) headers.set(name, value);
        await client.publish(prefixed(prefix, message.subject), message.payload, { msgID: message.eventId, headers });
      });
    } catch (error) {
      // "JetStreamNotEnabled" is how the client says that no stream takes the subject: after NATS lost its data, say.
      void ensureOnce();
      throw new Unavailable('The event bus', error);
    }
  };

  const within = async (ms: number, work: (signal: AbortSignal) => Promise<boolean>): Promise<boolean> => {
    const deadline = new AbortController();
    const late = pause(ms, deadline.signal).then(() => false);
    return Promise.race([work(deadline.signal), late]).finally(() => {
      deadline.abort();
    });
  };
  await within(FIRST_CONNECT_WAIT_MS, async (signal) => (await link.whenUp(signal)) !== undefined);

  return {
    prefix,
    ready: () => link.current() !== undefined,
    async ping() {
      const connection = link.current();
      if (connection === undefined) throw new Unavailable('The event bus');
      await connection.flush();
    },
    ensureStreams: () => within(ENSURE_WAIT_MS, ensureOnce),
    publish: (subject, event) =>
      publishEncoded({
        subject,
        eventId: event.eventId,
        payload: Event.encode(event).finish(),
        traceparent: currentTraceparent(),
      }),
    publishEncoded,
    async lastPosition() {
      try {
        // Shared by those who ask at the same time. A position that is a little old is always safe: it only repeats events.
        asking ??= position().finally(() => {
          asking = undefined;
        });
        return formatPosition(await asking);
      } catch (error) {
        logger.debug({ err: error }, 'no position to be had');
        return undefined;
      }
    },
    async connected(signal) {
      const connection = await link.whenUp(signal);
      return connection === undefined ? undefined : jetStreamOf(connection);
    },
    async close() {
      closing.abort();
      await link.close();
      await ensuring;
    },
  };
};
