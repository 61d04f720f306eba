import { sqlInstant, type Database } from '@flexspace/database';
import { ringOutbox } from '@flexspace/messaging';
import type { BookingStore, CreateOutcome, IdempotencyKey, NewBooking } from '../application/ports.js';
import type { Booking } from '../domain/booking.js';
import { applyEdit } from './booking-edits.js';
import { BOOKING_SELECT, createIdSource, takeBlocks, toBooking, type BookingRow } from './booking-rows.js';
import { createMany, recallMany } from './bulk-rows.js';
import { findConflicts, findConflictsOfMany } from './conflicts.js';
import { createAcquaintances } from './acquaintances.js';
import { createBatch, type CreateResult, type CreateRow } from './create-batch.js';
import { createCreateQueue } from './create-queue.js';
import { recallAnswer, reserveKey, storeAnswer } from './idempotency.js';
import { readLastEdit } from './last-edit.js';
import { query, SCHEMA } from './sql.js';

const ACQUAINTANCES = 20_000;

/** The refusal of a create inside the transaction that reserved its key: undoes the reservation as well. */
class NotCreated extends Error {
  readonly result: Exclude<CreateResult, { kind: 'created' }>;

  constructor(result: Exclude<CreateResult, { kind: 'created' }>) {
    super(result.kind);
    this.result = result;
  }
}

/** Bookings in PostgreSQL. Every write is one transaction with its events. */
export const createBookingRepository = (database: Database): BookingStore => {
  const { knex } = database;
  const people = createAcquaintances(ACQUAINTANCES);
  const takeIds = createIdSource((blocks) => takeBlocks(knex, blocks));
  const nextId = async () => {
    const [id] = await takeIds(1);
    if (id === undefined) throw new Error('no id');
    return id;
  };

  const recall = async (key: IdempotencyKey): ReturnType<BookingStore['recall']> => {
    const found = await recallAnswer<Booking>(knex, key);
    if (found === undefined || found.kind === 'key_reused') return found;
    return { kind: 'replayed', booking: found.answer };
  };

  const queue = createCreateQueue({
    write: (rows) => createBatch(knex, rows),
    onMade: () => {
      ringOutbox(SCHEMA);
    },
  });

  /** The key's record and the booking, or neither. Undefined when another request holds the key. */
  const createUnderKey = async (row: CreateRow, key: IdempotencyKey): Promise<CreateResult | undefined> => {
    try {
      const result = await database.transaction(async (trx) => {
        if (!(await reserveKey(trx, key))) return undefined;
        const [made] = await createBatch(trx, [row]);
        if (made === undefined) throw new Error('a result for the row');
        if (made.kind !== 'created') throw new NotCreated(made);
        await storeAnswer(trx, key, made.booking);
        return made;
      });
      if (result !== undefined) ringOutbox(SCHEMA);
      return result;
    } catch (error) {
      if (error instanceof NotCreated) return error.result;
      throw error;
    }
  };

  const create = async (wanted: NewBooking, key: IdempotencyKey | undefined): Promise<CreateOutcome> => {
    const row: CreateRow = { wanted, introduce: !people.knows(wanted.user), id: await nextId() };
    const result = await (key === undefined ? queue.submit(row) : createUnderKey(row, key));
    if (result === undefined) {
      const first = key && (await recall(key));
      if (first === undefined) throw new Error('a reserved key has an answer');
      return first;
    }
    if (result.kind === 'created') people.remember(wanted.user);
    if (result.kind !== 'taken') return result;
    const { desk, during } = wanted;
    return { kind: 'taken', conflicts: result.conflicts ?? (await findConflicts(knex, { desk, wanted: [during] })) };
  };

  return {
    recall,
    create,
    recallMany: (key) => recallMany(database, key),
    conflictsOf: (rows) => findConflictsOfMany(knex, rows),
    createMany: (rows, options) => createMany({ database, takeIds }, rows, options),
    async find(id) {
      const rows = await query<BookingRow>(knex, `${BOOKING_SELECT} WHERE b.id = :id`, { id });
      return rows[0] && toBooking(rows[0]);
    },
    async ofOwnerOnDesk(userId, deskId, endingAfter) {
      const rows = await query<BookingRow>(
        knex,
        `${BOOKING_SELECT} WHERE b.desk_id = :deskId AND b.user_id = :userId AND b.cancelled_at IS NULL
           AND b.end_at > :endingAfter AND b.start_at > :endingAfter::timestamptz - interval '744 hours'
         ORDER BY b.start_at`,
        { deskId, userId, endingAfter: sqlInstant(endingAfter) },
      );
      return rows.map(toBooking);
    },
    apply: (edit) => applyEdit({ database, takeIds }, edit),
    lastEdit: (booking) => readLastEdit(knex, booking),
  };
};
