import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { DeliverPolicy, type ConsumerMessages, type JsMsg, type StreamInfo } from '@nats-io/jetstream';
import type { Bus, BusConnection } from './bus.js';
import type { MessagingLogger } from './messaging-logger.js';
import { createBackoff, pause } from './pause.js';
import { epochOf } from './position.js';
import { prefixed, streamName } from './streams.js';
import { processSpan } from './trace-headers.js';

export interface RealtimeReaderOptions {
  readonly bus: Bus;
  /** Begin here; else with the last `last` events; else with what comes next. */
  readonly fromSequence?: number;
  readonly last?: number;
  /** Only these, without the prefix: `access.v1.session.>`. What lies between them is then no hole. */
  readonly subjects?: readonly string[];
  /** In order, without holes but at a reset. Must not throw; what it returns is not awaited. */
  onEvent(event: Event, sequence: number): void;
  /** What was seen so far does not join on to what comes: another epoch, or events that are gone. Whoever keeps a buffer empties it. */
  onReset?(epoch: string): void;
  readonly logger: MessagingLogger;
}

export interface RealtimeReader {
  start(): void;
  stop(): Promise<void>;
  /** Resolves when everything that was in the stream at the start has been given to onEvent. */
  caughtUp(): Promise<void>;
  /** Whether it follows the stream right now. */
  following(): boolean;
  /** Undefined until the stream has been reached once. */
  readonly epoch: string | undefined;
  /** The first sequence that was, or will be, given in this epoch. */
  readonly firstSequence: number;
  /** The last one given; firstSequence - 1 before the first. */
  readonly lastSequence: number;
}

const PREFETCH = 500;
const PULL_EXPIRES_MS = 2_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2_000;

/** Reads all events of all contexts in their one order; every replica sees the same numbers. */
export const createRealtimeReader = (options: RealtimeReaderOptions): RealtimeReader => {
  const { bus, logger } = options;
  const stream = streamName(bus.prefix, 'REALTIME');
  const filtered = options.subjects !== undefined;
  const stopping = new AbortController();
  const caughtUp = Promise.withResolvers<undefined>();
  let epoch: string | undefined;
  let firstSequence = 1;
  let lastSequence = 0;
  let following = false;
  let messages: ConsumerMessages | undefined;
  let running: Promise<void> = Promise.resolve();

  const restartAt = (sequence: number): void => {
    firstSequence = sequence;
    lastSequence = sequence - 1;
  };

  const reset = (found: string, sequence: number): void => {
    logger.warn({ epoch: found, last_sequence: lastSequence, sequence }, 'realtime stream does not join on');
    restartAt(sequence);
    epoch = found;
    options.onReset?.(found);
  };

  /** Where to go on, given what the stream holds now. */
  const place = (info: StreamInfo): void => {
    const { first_seq, last_seq } = info.state;
    const found = epochOf(info.created);
    const oldest = Math.max(first_seq, 1);
    if (epoch === undefined) {
      const wanted = options.fromSequence ?? last_seq - (options.last ?? 0) + 1;
      restartAt(Math.min(Math.max(wanted, oldest), last_seq + 1));
    } else if (epoch !== found || lastSequence + 1 < oldest || lastSequence > last_seq) {
      reset(found, oldest);
    }
    epoch = found;
  };

  const give = (message: JsMsg): Promise<void> => {
    // The stream dropped its oldest while this reader was behind.
    if (!filtered && message.seq !== lastSequence + 1) reset(epoch ?? '', message.seq);
    lastSequence = message.seq;
    try {
      options.onEvent(Event.decode(message.data), message.seq);
    } catch (error) {
      logger.error({ err: error, sequence: message.seq, subject: message.subject }, 'realtime event could not be used');
    }
    return Promise.resolve();
  };

  const follow = async ({ client, manager }: BusConnection): Promise<void> => {
    const info = await manager.streams.info(stream);
    place(info);
    const end = info.state.last_seq;
    // The last event may not be one of those asked for, so a filtered reader cannot wait for it.
    if (lastSequence >= end || filtered) caughtUp.resolve(undefined);
    const consumer = await client.consumers.get(stream, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: lastSequence + 1,
      ...(options.subjects !== undefined && {
        filter_subjects: options.subjects.map((subject) => prefixed(bus.prefix, subject)),
      }),
    });
    messages = await consumer.consume({
      max_messages: PREFETCH,
      expires: PULL_EXPIRES_MS,
      abort_on_missing_resource: true,
    });
    if (stopping.signal.aborted) messages.stop();
    following = true;
    for await (const message of messages) {
      await processSpan(message.subject, message.headers, () => give(message));
      if (message.seq >= end) caughtUp.resolve(undefined);
    }
  };

  const run = async (): Promise<void> => {
    const backoff = createBackoff(FIRST_RETRY_MS, LAST_RETRY_MS);
    while (!stopping.signal.aborted) {
      const connection = await bus.connected(stopping.signal);
      if (connection === undefined) return;
      const before = lastSequence;
      try {
        await follow(connection);
      } catch (error) {
        logger.warn({ err: error, stream }, 'realtime reader interrupted, starting it again');
      }
      following = false;
      if (lastSequence !== before) backoff.reset();
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
    caughtUp: () => caughtUp.promise,
    following: () => following && bus.ready(),
    get epoch() {
      return epoch;
    },
    get firstSequence() {
      return firstSequence;
    },
    get lastSequence() {
      return lastSequence;
    },
  };
};
