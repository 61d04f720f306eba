import type { Entry } from '@flexspace/service-kit';
import { importHistoryFile } from './import-history-file.js';
import { migrateBooking } from './migrate.js';
import { rebuildDesks } from './rebuild-desks.js';
import { verifyAuditChain } from './verify-audit.js';

/** What this program does beside serving; each ends by itself, and none can be reached over the network. */
export const bookingCommands: NonNullable<Entry['commands']> = {
  migrate: migrateBooking,
  'rebuild-desks': rebuildDesks,
  'import-history': importHistoryFile,
  'verify-audit': verifyAuditChain,
};
