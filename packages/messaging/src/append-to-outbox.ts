import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Knex } from '@flexspace/database';
import { orderingKey } from './ordering-key.js';
import { ringAfterCommit } from './outbox-doorbell.js';
import { LANES } from './outbox-table.js';
import { currentTraceparent } from './trace-headers.js';

export interface OutboxMessage {
  /** `<context>.v1.<aggregate>.<fact>.<location_id>`, without the bus's prefix. */
  readonly subject: string;
  readonly event: Event;
}

const SUBJECT = /^(catalog|booking|access)\.v1\.[a-z_]+\.[a-z_]+\.\d+$/;
/** Below NATS's own limit of 1 MB, headers included: what the stream refuses would wait in the outbox for ever. */
const MAX_PAYLOAD_BYTES = 900_000;
/** One statement of seven values per row stays far below PostgreSQL's 65,535 parameters. */
const ROWS_PER_STATEMENT = 1_000;

/** FNV-1a: spreads keys over lanes the same way in every process. */
const laneOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % LANES;
};

/** The columns of a waiting event. */
export interface OutboxRow {
  readonly event_id: string;
  readonly subject: string;
  readonly ordering_key: string;
  readonly lane: number;
  readonly payload: Buffer;
  readonly traceparent: string | null;
}

/** An event as a row, for a statement that writes it together with what it announces; `ringOutbox` afterwards. */
export const toOutboxRow = ({ subject, event }: OutboxMessage): OutboxRow => {
  if (!SUBJECT.test(subject)) throw new Error(`"${subject}" is no subject of an event`);
  const payload = Buffer.from(Event.encode(event).finish());
  if (payload.length > MAX_PAYLOAD_BYTES) throw new RangeError(`an event of ${payload.length} bytes is too large`);
  const key = orderingKey(event);
  return {
    event_id: event.eventId,
    subject,
    ordering_key: key,
    lane: laneOf(key),
    payload,
    traceparent: currentTraceparent() ?? null,
  };
};

/** Writes events into the caller's transaction, in order; they are published if, and only if, it commits. */
export const appendToOutbox = async (
  trx: Knex.Transaction,
  schema: string,
  messages: readonly OutboxMessage[],
): Promise<void> => {
  if (messages.length === 0) return;
  const rows = messages.map(toOutboxRow);
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await trx
      .withSchema(schema)
      .insert(rows.slice(start, start + ROWS_PER_STATEMENT))
      .into('outbox');
  }
  await ringAfterCommit(trx, schema);
};
