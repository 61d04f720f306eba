import { randomUUID } from 'node:crypto';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { ChannelListener, Database } from '@flexspace/database';
import { Unavailable } from '@flexspace/kernel';
import type { Bus } from './bus.js';
import type { MessagingLogger } from './messaging-logger.js';
import { instrumentsOf, type MessagingMetrics } from './messaging-metrics.js';
import { answerDoorbell, channelOf } from './outbox-doorbell.js';
import { createOutboxQueue, LEASE_MS, type WaitingRow } from './outbox-queue.js';
import { createBackoff, pause } from './pause.js';

export interface OutboxRelayOptions {
  readonly database: Database;
  readonly schema: string;
  readonly bus: Pick<Bus, 'publishEncoded' | 'ready'>;
  readonly logger: MessagingLogger;
  readonly metrics?: MessagingMetrics | undefined;
  /** Told of what has been published and marked; for latency metrics. */
  afterPublish?(events: readonly Event[]): void;
}

export interface OutboxRelay {
  start(): void;
  /** Ends after the batch in hand. */
  stop(): Promise<void>;
  /** Publishes until nothing waits, also what another relay has in hand; the number that this one published. For tests and shutdown. */
  processAll(): Promise<number>;
  /** 0 when nothing waits. */
  oldestAgeSeconds(): Promise<number>;
}

const BATCH = 256;
const POLL_MS = 1_000;
const GATHER_MS = 50;
/** Keys that are published at the same time. A whole batch at once would hold up whatever else this process answers. */
const KEYS_AT_ONCE = 24;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 5_000;
const PROCESS_ALL_WITHIN_MS = 15_000;
const PROCESS_ALL_STEP_MS = 20;
/** No publish begins in the last part of a lease, since it could end after another relay has taken the lane. */
const PUBLISH_WINDOW_MS = LEASE_MS / 2;

/**
 * Publishes what the outbox holds: lease, publish, await the acknowledgement, mark. Killed anywhere, it leaves rows unsent that
 * are published again under the same Nats-Msg-Id, which the stream drops; consumers are idempotent beyond that window.
 *
 * Order per key holds with any number of relays: all rows of a key share a lane, a lane has one holder, and the holder sends the
 * next row of a key after the last one was acknowledged. A relay that was stopped past its lease and goes on can only repeat
 * what the next holder has sent already.
 */
export const createOutboxRelay = (options: OutboxRelayOptions): OutboxRelay => {
  const { schema, logger } = options;
  const queue = createOutboxQueue(options.database, schema, randomUUID());
  const instruments = instrumentsOf(options.metrics);
  const backoff = createBackoff(FIRST_RETRY_MS, LAST_RETRY_MS);
  const stopping = new AbortController();
  let turn: Promise<unknown> = Promise.resolve();
  let draining = false;
  let rungAgain = false;
  let retryAt = 0;
  let failing = false;
  let poll: NodeJS.Timeout | undefined;
  let listener: ChannelListener | undefined;
  let unanswer: (() => void) | undefined;

  const publishKey = async (rows: readonly WaitingRow[], until: number, sent: WaitingRow[]): Promise<void> => {
    for (const row of rows) {
      if (Date.now() > until) return;
      await options.bus.publishEncoded({
        subject: row.subject,
        eventId: row.event_id,
        payload: row.payload,
        traceparent: row.traceparent ?? undefined,
      });
      sent.push(row);
    }
  };

  /** Every key gets its turn, also when another one failed. */
  const publishAll = async (
    rows: readonly WaitingRow[],
    until: number,
  ): Promise<{ readonly sent: readonly WaitingRow[]; readonly failures: readonly unknown[] }> => {
    const sent: WaitingRow[] = [];
    const failures: unknown[] = [];
    const keys = Map.groupBy(rows, (row) => row.ordering_key).values();
    const publishSome = async (): Promise<void> => {
      for (const ofKey of keys) {
        try {
          await publishKey(ofKey, until, sent);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: KEYS_AT_ONCE }, publishSome));
    return { sent, failures };
  };

  const batch = async (): Promise<{ sent: number; isFull: boolean }> => {
    if (!options.bus.ready()) throw new Unavailable('The event bus');
    const until = Date.now() + PUBLISH_WINDOW_MS;
    const rows = await queue.claim(BATCH);
    if (rows.length === 0) return { sent: 0, isFull: false };
    const { sent, failures } = await publishAll(rows, until);
    await queue.finish(sent.map((row) => row.id));
    instruments.published.inc({ schema }, sent.length);
    if (options.afterPublish !== undefined) options.afterPublish(sent.map((row) => Event.decode(row.payload)));
    if (failures.length > 0) {
      instruments.publishFailures.inc({ schema }, failures.length);
      throw failures[0];
    }
    return { sent: sent.length, isFull: rows.length === BATCH };
  };

  /** Batches of one relay never overlap: they would release each other's lanes. */
  const exclusively = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  const drain = async (): Promise<number> => {
    let total = 0;
    while (!stopping.signal.aborted) {
      const { sent, isFull } = await exclusively(batch);
      total += sent;
      // What came after a batch that was not full has rung the bell.
      if (!isFull) break;
    }
    return total;
  };

  const recover = (error: unknown): void => {
    retryAt = Date.now() + backoff.next();
    if (!failing) logger.warn({ err: error, schema }, 'events wait in the outbox');
    failing = true;
  };

  const wake = (): void => {
    rungAgain = true;
    if (draining || stopping.signal.aborted || Date.now() < retryAt) return;
    draining = true;
    void run();
  };

  const run = async (): Promise<void> => {
    try {
      while (rungAgain && !stopping.signal.aborted) {
        rungAgain = false;
        const published = await drain();
        // Under load the next commit has rung meanwhile; a moment's patience makes one batch of what would be ten.
        if (published > 0) await pause(GATHER_MS, stopping.signal);
        backoff.reset();
        if (failing) logger.info({ schema }, 'events leave the outbox again');
        failing = false;
      }
    } catch (error) {
      recover(error);
    } finally {
      draining = false;
    }
  };

  const observe = async (): Promise<void> => {
    try {
      instruments.outboxAge.set({ schema }, await queue.oldestAgeSeconds());
    } catch (error) {
      logger.debug({ err: error, schema }, 'the age of the outbox cannot be had');
    }
  };

  return {
    start() {
      unanswer = answerDoorbell(schema, wake);
      listener = options.database.listen(channelOf(schema), {
        onNotification: wake,
        onLost: (error) => {
          logger.warn({ err: error, schema }, 'outbox notifications are lost, polling goes on');
        },
      });
      poll = setInterval(() => {
        wake();
        void observe();
      }, POLL_MS);
    },
    async stop() {
      stopping.abort();
      clearInterval(poll);
      unanswer?.();
      await listener?.close();
      await turn;
    },
    async processAll() {
      const deadline = Date.now() + PROCESS_ALL_WITHIN_MS;
      let total = 0;
      for (;;) {
        total += await drain();
        if (await queue.isEmpty()) return total;
        if (Date.now() > deadline) throw new Error('the outbox does not get empty');
        await pause(PROCESS_ALL_STEP_MS, stopping.signal);
      }
    },
    oldestAgeSeconds: () => queue.oldestAgeSeconds(),
  };
};
