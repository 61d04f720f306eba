import { listAudit, type Database } from '@flexspace/database';
import type { AuditTrail } from '../application/ports.js';
import { SCHEMA } from './sql.js';

export const createAuditTrail = (database: Database): AuditTrail => ({
  list: (filter, limit) => listAudit(database.knex, SCHEMA, { filter, limit }),
});
