import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { isUnavailable } from '@flexspace/database';
import { DomainError } from '@flexspace/kernel';
import type { JsMsg } from '@nats-io/jetstream';
import type { ConsumerOptions } from './consumer.js';
import { applyOnce } from './inbox.js';
import { instrumentsOf, type ConsumeOutcome } from './messaging-metrics.js';
import { createBackoff, pause } from './pause.js';
import { unprefixed } from './streams.js';
import { processSpan } from './trace-headers.js';

const MAX_ATTEMPTS = 5;
const RETRY_MS = 500;
const LAST_RETRY_MS = 60_000;
/** Beyond this many deliveries an event is dead whatever the reason: it may be what kills the process each time. */
const MAX_DELIVERIES = 1_000;
/** Events of which failures are remembered. */
const MAX_REMEMBERED = 10_000;
const MAX_ERROR_LENGTH = 500;

/** Our own trouble, not the event's: waiting helps, and the event must not be given up for it. */
const isPassing = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof DomainError && (error.kind === 'unavailable' || error.kind === 'timeout'));

const describe = (error: unknown): string =>
  // A header is one line.
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
    .replaceAll(/\s+/g, ' ')
    .slice(0, MAX_ERROR_LENGTH);

/** What happens to one delivered message: applied once and acknowledged, tried again later, or buried. */
export const createDelivery = (
  options: ConsumerOptions,
): ((message: JsMsg, stopping: AbortSignal) => Promise<void>) => {
  const { bus, database, schema, durable, logger } = options;
  const consumed = instrumentsOf(options.metrics).consumed;
  const maxAttempts = options.maxAttempts ?? MAX_ATTEMPTS;
  const failures = new Map<number, number>();
  const outage = createBackoff(RETRY_MS, LAST_RETRY_MS / 6);

  const count = (outcome: ConsumeOutcome): void => {
    consumed.inc({ consumer: durable, outcome });
  };

  const apply = (event: Event): Promise<boolean> =>
    database.transaction(async (trx) => {
      const applied = await applyOnce(trx, { schema, consumer: durable, eventId: event.eventId }, async () => {
        await options.handle(event, trx);
        return true;
      });
      return applied ?? false;
    });

  const bury = async (message: JsMsg, error: unknown): Promise<void> => {
    const subject = unprefixed(bus.prefix, message.subject);
    await bus.publishEncoded({
      subject: `dead.${options.stream}.${durable}`,
      eventId: `${options.stream}:${durable}:${message.seq}`,
      payload: message.data,
      headers: {
        'Flexspace-Subject': subject,
        'Flexspace-Sequence': String(message.seq),
        'Flexspace-Error': describe(error),
      },
    });
    message.term('dead-lettered');
    failures.delete(message.seq);
    count('dead');
    logger.error(
      { err: error, consumer: durable, subject, sequence: message.seq },
      'event given up, see its dead-letter subject',
    );
  };

  const fail = async (message: JsMsg, error: unknown): Promise<void> => {
    const attempts = (failures.get(message.seq) ?? 0) + 1;
    if (attempts >= maxAttempts) {
      await bury(message, error);
      return;
    }
    if (failures.size >= MAX_REMEMBERED) failures.clear();
    failures.set(message.seq, attempts);
    count('failed');
    const retryMs = Math.min((options.retryMs ?? RETRY_MS) * 2 ** (attempts - 1), LAST_RETRY_MS);
    message.nak(retryMs);
    logger.warn(
      { err: error, consumer: durable, sequence: message.seq, attempts, retry_ms: retryMs },
      'event failed, again later',
    );
  };

  const decode = (message: JsMsg): Event => {
    const event = Event.decode(message.data);
    if (event.eventId === '') throw new Error('the message is no event');
    return event;
  };

  return async (message, stopping) => {
    let event: Event;
    try {
      event = decode(message);
      if (message.info.deliveryCount > MAX_DELIVERIES) throw new Error('delivered too often');
    } catch (error) {
      await bury(message, error);
      return;
    }
    try {
      const isNew = await processSpan(message.subject, message.headers, () => apply(event));
      message.ack();
      failures.delete(message.seq);
      outage.reset();
      count(isNew ? 'applied' : 'duplicate');
    } catch (error) {
      if (!isPassing(error)) {
        await fail(message, error);
        return;
      }
      const waitMs = outage.next();
      message.nak(waitMs);
      logger.warn({ err: error, consumer: durable, retry_ms: waitMs }, 'consumer waits for what it needs');
      // What was fetched already would only fail in the same way.
      await pause(waitMs, stopping);
    }
  };
};
