import { listAudit, type Knex } from '@flexspace/database';
import type { AuditTrail } from '../application/ports/access-ports.js';
import { SCHEMA } from './place-announcement.js';

/** Reads what place-announcement appends. */
export const createAuditTrail = (knex: Knex): AuditTrail => ({
  list: (filter, { beforeId, limit }) =>
    listAudit(knex, SCHEMA, { filter: { ...filter, ...(beforeId !== undefined && { beforeId }) }, limit }),
});
