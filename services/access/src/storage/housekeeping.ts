import type { Database } from '@flexspace/database';
import { DAY_US, plus, type Clock } from '@flexspace/kernel';
import { deleteOldInbox, deleteSentOutbox } from '@flexspace/messaging';
import { SCHEMA } from './place-announcement.js';

const OUTBOX_KEPT_DAYS = 1;
/** Longer than the streams keep events, so that nothing can come again that was forgotten here. */
const INBOX_KEPT_DAYS = 8;

/** Deletes what nobody needs any more: sent events, and the marks of events that cannot be delivered again. */
export const keepHouse = async (database: Database, clock: Clock): Promise<void> => {
  await deleteSentOutbox(database, SCHEMA, plus(clock.now(), -OUTBOX_KEPT_DAYS * DAY_US));
  await deleteOldInbox(database, SCHEMA, plus(clock.now(), -INBOX_KEPT_DAYS * DAY_US));
};
