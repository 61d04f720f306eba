import type { AuditLine } from './schemas.js';

const COLUMNS = [
  'service',
  'id',
  'at',
  'actor_id',
  'actor',
  'action',
  'object_type',
  'object_id',
  'location_id',
  'before',
  'after',
  'request_id',
  'client_id',
  'client_address',
  'hash',
] as const;

/** A spreadsheet runs what begins like a formula; a leading quote keeps it text. */
const FORMULA = /^[=+\-@\t\r]/;

const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const row = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`;

export const csvHeader = (): string => row(COLUMNS);

export const toCsv = (line: AuditLine): string =>
  row([
    line.service,
    line.id,
    line.at,
    line.actor?.id ?? null,
    line.actor?.full_name ?? null,
    line.action,
    line.object_type,
    line.object_id,
    line.location_id,
    JSON.stringify(line.before),
    JSON.stringify(line.after),
    line.request_id,
    line.client_id,
    line.client_address,
    line.hash,
  ]);
