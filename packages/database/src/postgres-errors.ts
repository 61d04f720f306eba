import { DomainError, Unavailable } from '@flexspace/kernel';

/** A constraint that refused a row. The name is the key: every constraint of ours has one. */
export interface ConstraintViolation {
  /** 23P01 exclusion, 23505 unique, 23503 foreign key, 23514 check. */
  readonly code: string;
  readonly constraint: string;
}

const CONSTRAINT_CODES = new Set(['23P01', '23505', '23503', '23514']);
/** Serialization failure and deadlock: the same work may well succeed when it is done again. */
const RETRYABLE_CODES = new Set(['40001', '40P01']);
const STATEMENT_CANCELLED = '57014';
const LOCK_NOT_AVAILABLE = '55P03';
/** Shutdown, crash of a backend, starting up, too many connections, read-only standby, disk full or out of memory. */
const UNAVAILABLE_CODES = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '53200', '53100', '25006', '25P03']);
const CONNECTION_EXCEPTION_CLASS = '08';
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What pg and knex say without a code when a connection is lost or cannot be had. */
const CONNECTION_TROUBLE =
  /Connection terminated|Connection ended unexpectedly|timeout exceeded when trying to connect|Query read timeout|not queryable|Timeout acquiring a connection|Unable to acquire a connection/;

/** By shape and not by class: an error of Node's own is no `Error` of a test's sandbox. */
const textOf = (error: unknown, property: string): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, property);
  return typeof value === 'string' ? value : undefined;
};

export const codeOf = (error: unknown): string | undefined => textOf(error, 'code');

/** Which constraint refused; undefined when it was something else. */
export const violatedConstraint = (error: unknown): ConstraintViolation | undefined => {
  const code = codeOf(error);
  if (code === undefined || !CONSTRAINT_CODES.has(code)) return undefined;
  const constraint = textOf(error, 'constraint');
  return constraint === undefined ? undefined : { code, constraint };
};

/** Whether doing the whole transaction again makes sense. */
export const isRetryable = (error: unknown): boolean => RETRYABLE_CODES.has(codeOf(error) ?? '');

/** Whether the database itself could not be had, in the words of pg, of knex, or already as Unavailable. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof Unavailable) return true;
  const code = codeOf(error);
  if (code !== undefined) {
    return SOCKET_CODES.has(code) || UNAVAILABLE_CODES.has(code) || code.startsWith(CONNECTION_EXCEPTION_CLASS);
  }
  return CONNECTION_TROUBLE.test(textOf(error, 'message') ?? '');
};

/**
 * The one place where a PostgreSQL code gets a meaning of ours. Constraint violations stay what they are, because only the
 * caller knows what a constraint stands for; retryable ones too, until the retries are used up.
 */
export const toDomainError = (error: unknown): unknown => {
  if (error instanceof DomainError) return error;
  const code = codeOf(error);
  if (code === STATEMENT_CANCELLED || code === LOCK_NOT_AVAILABLE) {
    return new DomainError('TIMEOUT', 'The database took too long to answer.', { cause: error });
  }
  return isUnavailable(error) ? new Unavailable('The database', error) : error;
};

/** After the last retry: contention that did not resolve is a matter of trying again later. */
export const exhausted = (error: unknown): Unavailable => new Unavailable('The database', error, 1);
