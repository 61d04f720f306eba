export { createDatabase, type Database, type DatabaseOptions } from './create-database.js';
export type { Migration } from './migration.js';
export { SchemaBehind } from './migrator.js';
export { isUnavailable, violatedConstraint, type ConstraintViolation } from './postgres-errors.js';
export type { ChannelListener } from './channel-listener.js';
export { instantFromSql, intervalFromSqlRange, sqlInstant } from './type-parsers.js';
export type { Knex } from 'knex';
export { appendAudit, AUDIT_GENESIS, auditMigrations, type AuditEntry, type AuditRow } from './audit-log.js';
export { listAudit, verifyAudit, type AuditFilter, type AuditVerdict } from './audit-reader.js';
