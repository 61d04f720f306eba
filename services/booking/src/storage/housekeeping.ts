import { sqlInstant, type Database } from '@flexspace/database';
import { DAY_US, plus } from '@flexspace/kernel';
import { deleteOldInbox, deleteSentOutbox } from '@flexspace/messaging';
import type { Housekeeping } from '../application/ports.js';
import { query, SCHEMA } from './sql.js';

/** Longer than a stream keeps its events: an event that can still come again has to be known. */
const INBOX_DAYS = 8;
const OUTBOX_DAYS = 7;

/** Deletes what nobody can need any more. Answers how many rows. */
export const createHousekeeping = (database: Database): Housekeeping => ({
  async cleanUp(now) {
    const keys = await query(
      database.knex,
      'DELETE FROM booking.idempotency_keys WHERE created_at < :before RETURNING key',
      { before: sqlInstant(plus(now, -DAY_US)) },
    );
    const sent = await deleteSentOutbox(database, SCHEMA, plus(now, -OUTBOX_DAYS * DAY_US));
    return keys.length + sent + (await deleteOldInbox(database, SCHEMA, plus(now, -INBOX_DAYS * DAY_US)));
  },
});
