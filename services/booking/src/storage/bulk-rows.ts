import { Event, BookingsChanged } from '@flexspace/contracts/flexspace/events/v1/events';
import { sqlInstant, type Database } from '@flexspace/database';
import { bookingId, deskId, parseInstant, type BookingId, type Interval } from '@flexspace/kernel';
import { ringOutbox, toOutboxRow } from '@flexspace/messaging';
import type {
  BulkOptions,
  BulkOutcome,
  BulkRecord,
  BulkRow,
  BulkRowOutcome,
  IdempotencyKey,
  JudgedDesk,
  RecalledBulk,
} from '../application/ports.js';
import { phaseAt, type Booking } from '../domain/booking.js';
import { bookingsChanged, statusNow } from './booking-events.js';
import type { IdSource } from './booking-edits.js';
import { recallAnswer } from './idempotency.js';
import { query, SCHEMA } from './sql.js';

const BOOK_MANY = `
  SELECT booking.book_many(
    :ids::bigint[], :desks::bigint[], :stamps::text[], :starts::timestamptz[], :ends::timestamptz[], :phases::smallint[],
    :messages::bytea[],
    :eventDesks::bigint[], :eventIds::uuid[], :subjects::text[], :orderingKeys::text[], :lanes::smallint[], :heads::bytea[],
    :traceparent::text,
    :userId::uuid, :username::text, :fullName::text,
    :atomic::boolean, :key::text, :fingerprint::text, :judged::jsonb
  ) AS answer`;

/** A row's fate as the database tells it: made, or the times that stand in its way. */
type WireOutcome = { readonly id: number } | { readonly taken: readonly (readonly [string, string])[] };

interface WireRecord {
  readonly judged: readonly JudgedDesk[];
  readonly outcomes: readonly WireOutcome[];
}

type WireAnswer =
  | { readonly kind: 'written' | 'refused'; readonly outcomes: readonly WireOutcome[] }
  | { readonly kind: 'changed'; readonly desks: readonly number[] }
  | { readonly kind: 'repeated'; readonly fingerprint: string; readonly answer: WireRecord };

const toInterval = ([from, until]: readonly [string, string]): Interval => {
  const [start, end] = [parseInstant(from), parseInstant(until)];
  if (start === undefined || end === undefined) throw new Error(`"${from}", "${until}" are no instants`);
  return { start, end };
};

const toOutcome = (wire: WireOutcome): BulkRowOutcome =>
  'id' in wire
    ? { kind: 'created', bookingId: bookingId(wire.id) }
    : { kind: 'taken', conflicts: wire.taken.map(toInterval) };

const toRecord = ({ judged, outcomes }: WireRecord): BulkRecord => ({ judged, outcomes: outcomes.map(toOutcome) });

/** What createMany came to under a key. */
export const recallMany = async (database: Database, key: IdempotencyKey): Promise<RecalledBulk | undefined> => {
  const found = await recallAnswer<WireRecord>(database.knex, key);
  return found?.kind === 'answer' ? { kind: 'replayed', record: toRecord(found.answer) } : found;
};

/** Writes many bookings and their events, or finds out why not: one round trip, however many rows and desks there are. */
export const createMany = async (
  stores: { readonly database: Database; readonly takeIds: IdSource },
  rows: readonly BulkRow[],
  options: BulkOptions,
): Promise<BulkOutcome> => {
  const bookings = asBookings(rows, await stores.takeIds(rows.length), options);
  const [found] = await query<{ answer: WireAnswer }>(
    stores.database.knex,
    BOOK_MANY,
    { ...rowBindings(rows, bookings, options), ...eventBindings(bookings, options), ...requestBindings(options) },
    { preparedAs: 'book_many' },
  );
  if (found === undefined) throw new Error('a function answers');
  const { answer } = found;
  switch (answer.kind) {
    case 'written':
      ringOutbox(SCHEMA);
      return { kind: 'written', outcomes: answer.outcomes.map(toOutcome) };
    case 'refused':
      return { kind: 'refused', outcomes: answer.outcomes.map(toOutcome) };
    case 'changed':
      return { kind: 'facts_changed', deskIds: answer.desks.map(deskId) };
    case 'repeated':
      return answer.fingerprint === options.key?.fingerprint
        ? { kind: 'replayed', record: toRecord(answer.answer) }
        : { kind: 'key_reused' };
  }
};

const asBookings = (
  rows: readonly BulkRow[],
  ids: readonly BookingId[],
  { user }: Pick<BulkOptions, 'user'>,
): readonly Booking[] =>
  rows.map(({ desk, during }, index): Booking => {
    const id = ids[index];
    if (id === undefined) throw new Error('an id for every row');
    return { id, desk, user, during, cancelled: false, version: 1 };
  });

const changeOf = (upserted: readonly Booking[], { user, now }: BulkOptions) => {
  const [first] = upserted;
  if (first === undefined) throw new Error('a change of something');
  const status = statusNow([], upserted, now);
  return bookingsChanged({ verb: 'created', desk: first.desk, upserted, deletedIds: [], status, actor: user, now });
};

const messageAbout = (booking: Booking, options: BulkOptions): Buffer => {
  const { fact } = changeOf([booking], options).event;
  if (fact?.$case !== 'bookingsChanged') throw new Error('a change of bookings');
  return Buffer.from(BookingsChanged.encode(fact.value).finish());
};

const rowBindings = (rows: readonly BulkRow[], bookings: readonly Booking[], options: BulkOptions) => ({
  ids: bookings.map((one) => one.id),
  desks: rows.map(({ desk }) => desk.deskId),
  stamps: rows.map(({ desk }) => desk.stamp),
  starts: rows.map(({ during }) => sqlInstant(during.start)),
  ends: rows.map(({ during }) => sqlInstant(during.end)),
  phases: rows.map(({ during }) => phaseAt(during, options.now)),
  messages: bookings.map((one) => messageAbout(one, options)),
});

const NOTHING: BookingsChanged = { deskId: 0, roomId: 0, upserted: [], deletedIds: [], status: undefined };

/** An event up to the length of its fact; which rows the fact is about is known to the database alone. */
const headOf = (event: Event): Buffer => {
  const bytes = Buffer.from(Event.encode({ ...event, fact: { $case: 'bookingsChanged', value: NOTHING } }).finish());
  // The fact has the highest number of all fields, so it is the last; an empty one is its tag and a length of 0.
  if (bytes.at(-1) !== 0) throw new Error('an event ends with its fact');
  return bytes.subarray(0, -1);
};

/** An event for each desk, in the order of the desks. */
const eventBindings = (bookings: readonly Booking[], options: BulkOptions) => {
  const events = [...Map.groupBy(bookings, (one) => one.desk.deskId)].map(([id, ofDesk]) => {
    const message = changeOf(ofDesk, options);
    return { id, row: toOutboxRow(message), head: headOf(message.event) };
  });
  return {
    eventDesks: events.map((one) => one.id),
    eventIds: events.map(({ row }) => row.event_id),
    subjects: events.map(({ row }) => row.subject),
    orderingKeys: events.map(({ row }) => row.ordering_key),
    lanes: events.map(({ row }) => row.lane),
    heads: events.map((one) => one.head),
    traceparent: events[0]?.row.traceparent ?? null,
  };
};

const requestBindings = ({ user, atomic, key, judged }: BulkOptions) => ({
  userId: user.id,
  username: user.username,
  fullName: user.fullName,
  atomic,
  key: key?.key ?? null,
  fingerprint: key?.fingerprint ?? null,
  judged: JSON.stringify(judged),
});
