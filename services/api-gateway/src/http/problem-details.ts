import {
  DomainError,
  formatInstant,
  InvalidRequest,
  NotFound,
  REASONS,
  type FieldViolation,
  type Interval,
  type Person,
} from '@flexspace/kernel';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { statusOf, titleOf, typeOf } from './problem-types.js';

export const PROBLEM_TYPE = 'application/problem+json';
const DEFAULT_RETRY_S = 2;

/** The body of every refusal, as RFC 9457 and the API contract shape it. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly reason: string;
  readonly errors?: readonly FieldViolation[];
  readonly locked_by?: { readonly id: string; readonly username: string; readonly full_name: string };
  readonly conflicts?: readonly { readonly start_time: string; readonly end_time: string }[];
  readonly affected_count?: number;
}

const wirePerson = (person: Person): NonNullable<ProblemBody['locked_by']> => ({
  id: person.id,
  username: person.username,
  full_name: person.fullName,
});

const wireConflict = (range: Interval): { start_time: string; end_time: string } => ({
  start_time: formatInstant(range.start),
  end_time: formatInstant(range.end),
});

/** A refusal as the client sees it. A failure of ours has only its fixed title: its text may say what is inside. */
export const toProblem = (error: DomainError, requestId: string): ProblemBody => {
  const status = statusOf(error.reason);
  const { violations, conflicts, lockedBy, affectedCount } = error.details;
  return {
    type: typeOf(error.reason),
    title: titleOf(error.reason),
    status,
    detail: error.reason === 'INTERNAL' ? titleOf('INTERNAL') : error.message,
    instance: requestId,
    reason: error.reason,
    ...(violations !== undefined && violations.length > 0 && { errors: violations }),
    ...(lockedBy !== undefined && { locked_by: wirePerson(lockedBy) }),
    ...(conflicts !== undefined && conflicts.length > 0 && { conflicts: conflicts.map(wireConflict) }),
    ...(affectedCount !== undefined && { affected_count: affectedCount }),
  };
};

/** What the HTTP layer itself found wrong, in the same vocabulary as everything else. */
const toDomainError = (error: FastifyError | Error): DomainError => {
  if (error instanceof DomainError) return error;
  const code = 'code' in error ? error.code : '';
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || status === 413) {
    return new DomainError('TOO_LARGE', 'The body is larger than what is accepted here.', { cause: error });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || status === 415) {
    return new DomainError('UNSUPPORTED_MEDIA', 'Send the body as application/json.', { cause: error });
  }
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return InvalidRequest.field('body', 'is empty');
  if (error instanceof SyntaxError || code === 'FST_ERR_CTP_INVALID_JSON_BODY') {
    return InvalidRequest.field('body', 'is not valid JSON');
  }
  if (status === 403 || status === 404) return new NotFound('address');
  if (error instanceof RangeError) return new InvalidRequest([{ path: 'body', message: error.message }]);
  if (status !== undefined && status >= 400 && status < 500) {
    return new InvalidRequest([{ path: 'body', message: 'cannot be read' }]);
  }
  return new DomainError('INTERNAL', error.message, { cause: error });
};

export const sendProblem = (request: FastifyRequest, reply: FastifyReply, error: DomainError): FastifyReply => {
  const { kind } = error;
  if (kind === 'unavailable' || kind === 'limited') {
    reply.header('retry-after', String(Math.max(1, Math.ceil(error.details.retryAfterSeconds ?? DEFAULT_RETRY_S))));
  }
  if (error.reason === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  const problem = toProblem(error, request.id);
  return (
    reply
      .code(problem.status)
      .header('content-type', PROBLEM_TYPE)
      .header('cache-control', 'no-store')
      // Bytes, because fastify would add a charset to a text, which this media type does not have.
      .send(Buffer.from(JSON.stringify(problem)))
  );
};

const logFailure = (request: FastifyRequest, error: DomainError): void => {
  const fields = { err: error.cause ?? error, reason: error.reason, route: request.routeOptions.url };
  if (REASONS[error.reason] === 'internal') request.log.error(fields, 'request failed');
  else if (statusOf(error.reason) >= 500) request.log.warn(fields, 'request could not be served');
};

/** The one place where a failure becomes an HTTP answer: by reason first, by what fastify says second. */
export const handleProblems = (app: FastifyInstance): void => {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const known = toDomainError(error);
    logFailure(request, known);
    return sendProblem(request, reply, known);
  });
};
