import { listAudit, type Knex } from '@flexspace/database';
import type { AuditReader } from '../application/ports.js';
import { SCHEMA } from './migrations/index.js';

/** Reads the trail that the writer appends to. */
export const createAuditTrail = (knex: Knex): AuditReader => ({
  list(filter, { beforeId, limit }) {
    const given = Object.entries({ ...filter, beforeId }).filter(([, value]) => value !== undefined);
    return listAudit(knex, SCHEMA, { filter: Object.fromEntries(given), limit });
  },
});
