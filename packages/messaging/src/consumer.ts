import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Database, Knex } from '@flexspace/database';
import {
  AckPolicy,
  DeliverPolicy,
  JetStreamApiError,
  type ConsumerInfo,
  type ConsumerMessages,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import type { Bus, BusConnection } from './bus.js';
import { createDelivery } from './delivery.js';
import type { MessagingLogger } from './messaging-logger.js';
import { instrumentsOf, type MessagingMetrics } from './messaging-metrics.js';
import { createBackoff, pause } from './pause.js';
import { prefixed, streamName, type ContextStream } from './streams.js';

export interface ConsumerOptions {
  readonly bus: Bus;
  readonly database: Database;
  /** Where the inbox table is. */
  readonly schema: string;
  readonly stream: ContextStream;
  /** `<service>-<purpose>`; replicas of a service share it, and each event goes to one of them. */
  readonly durable: string;
  /** Filters, without the prefix: `catalog.v1.desk.>`. */
  readonly subjects: readonly string[];
  /**
   * Applies an event through `trx`, whose commit also records that it was applied. Events may come out of order (a failed one is
   * tried again later), so it ignores an older aggregate_version. Throwing means "again, later".
   */
  handle(event: Event, trx: Knex.Transaction): Promise<void>;
  readonly logger: MessagingLogger;
  readonly metrics?: MessagingMetrics | undefined;
  /** Tries of an event that fails for its own sake, before it goes to the dead-letter subject. */
  readonly maxAttempts?: number;
  /** The wait after the first failure; doubles each time. */
  readonly retryMs?: number;
}

export interface Consumer {
  start(): void;
  /** Ends after the event in hand. */
  stop(): Promise<void>;
  /** Resolves when everything that is in the stream now has been handled and acknowledged. For tests. */
  idle(withinMs?: number): Promise<void>;
}

/** How long the events that a killed replica held are away. */
const ACK_WAIT_MS = 10_000;
const PREFETCH = 32;
/** Also how long the client may take to notice that it has to ask again, after NATS was away. */
const PULL_EXPIRES_MS = 2_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;
const IDLE_WITHIN_MS = 10_000;
const IDLE_STEP_MS = 15;

const CONSUMER_EXISTS = 10_148;
/** It exists with another configuration. */
const isOlderBuilds = (error: unknown): boolean => error instanceof JetStreamApiError && error.code === CONSUMER_EXISTS;

const isDone = ({ num_pending, num_ack_pending, delivered }: ConsumerInfo, newest: number): boolean =>
  num_pending === 0 && num_ack_pending === 0 && delivered.stream_seq >= newest;

/** A durable consumer whose effects happen once, however often an event is delivered. */
export const createConsumer = (options: ConsumerOptions): Consumer => {
  const { bus, durable, logger } = options;
  const stream = streamName(bus.prefix, options.stream);
  const pending = instrumentsOf(options.metrics).consumerPending;
  const deliver = createDelivery(options);
  const stopping = new AbortController();
  let messages: ConsumerMessages | undefined;
  let running: Promise<void> = Promise.resolve();

  const changeable = {
    ack_wait: nanos(ACK_WAIT_MS),
    filter_subjects: options.subjects.map((subject) => prefixed(bus.prefix, subject)),
    // The bound on tries is ours: the server's would drop an event without a word, and also count tries of a time in which our
    // own database was away.
    max_deliver: -1,
    max_ack_pending: PREFETCH * 8,
  };

  const ensure = async ({ manager }: BusConnection): Promise<void> => {
    try {
      await manager.consumers.add(stream, {
        durable_name: durable,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ...changeable,
      });
    } catch (error) {
      if (!isOlderBuilds(error)) throw error;
      await manager.consumers.update(stream, durable, changeable);
    }
  };

  /** The last event that concerns this consumer: the server counts it as pending only some time after it is stored. */
  const newestIn = async ({ manager }: BusConnection): Promise<number> => {
    const asked = changeable.filter_subjects.map((subject) =>
      manager.streams.getMessage(stream, { last_by_subj: subject }),
    );
    return Math.max(0, ...(await Promise.all(asked)).map((message) => message?.seq ?? 0));
  };

  const follow = async (connection: BusConnection): Promise<void> => {
    await ensure(connection);
    const consumer = await connection.client.consumers.get(stream, durable);
    messages = await consumer.consume({
      max_messages: PREFETCH,
      expires: PULL_EXPIRES_MS,
      // Without it the client would ask a consumer that is gone for ever; ending here lets us make it again.
      abort_on_missing_resource: true,
    });
    if (stopping.signal.aborted) messages.stop();
    for await (const message of messages) {
      pending.set({ consumer: durable }, message.info.pending);
      // What was fetched but not begun goes to another replica at once, and not after ack_wait.
      if (stopping.signal.aborted) message.nak();
      else await deliver(message, stopping.signal);
    }
  };

  const run = async (): Promise<void> => {
    const backoff = createBackoff(FIRST_RETRY_MS, LAST_RETRY_MS);
    while (!stopping.signal.aborted) {
      const connection = await bus.connected(stopping.signal);
      if (connection === undefined) return;
      const startedAt = Date.now();
      try {
        await follow(connection);
      } catch (error) {
        logger.warn({ err: error, consumer: durable }, 'consumer interrupted, starting it again');
      }
      if (Date.now() - startedAt > LAST_RETRY_MS) backoff.reset();
      await pause(backoff.next(), stopping.signal);
    }
  };

  return {
    start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      messages?.stop();
      await running;
    },
    async idle(withinMs = IDLE_WITHIN_MS) {
      const deadline = AbortSignal.timeout(withinMs);
      let newest: number | undefined;
      for (;;) {
        const connection = await bus.connected(deadline);
        if (connection !== undefined) {
          newest ??= await newestIn(connection).catch(() => undefined);
          const info = await connection.manager.consumers.info(stream, durable).catch(() => undefined);
          if (newest !== undefined && info !== undefined && isDone(info, newest)) return;
        }
        if (deadline.aborted) throw new Error(`${durable} still has events to handle after ${withinMs} ms`);
        await pause(IDLE_STEP_MS, deadline);
      }
    },
  };
};
