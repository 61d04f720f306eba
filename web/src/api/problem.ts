import { isObject, UnexpectedShape } from './decode.js';

/** What the app knows about any failure, wherever it came from. Words are chosen by `reason` when it is shown. */
export interface Problem {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly requestId: string | null;
  readonly heldBy: string | null;
  readonly conflicts: readonly { readonly start: number; readonly end: number }[];
  readonly retryAfterSeconds: number | null;
  /** How many bookings stand in the way, or would be lost. */
  readonly affected: number | null;
}

/** The one error the API client throws. */
export class ApiFailure extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, cause?: unknown) {
    super(`${problem.status} ${problem.reason}`, { cause });
    this.name = 'ApiFailure';
    this.problem = problem;
  }
}

export const blankProblem: Problem = {
  status: 0,
  reason: 'UNKNOWN',
  detail: '',
  fields: {},
  requestId: null,
  heldBy: null,
  conflicts: [],
  retryAfterSeconds: null,
  affected: null,
};

/** Turns any failure into a problem: a refusal by the API, a lost connection, an answer that makes no sense, a fault of our own. */
export function toProblem(failure: unknown): Problem {
  if (failure instanceof ApiFailure) return failure.problem;
  if (failure instanceof UnexpectedShape) return { ...blankProblem, reason: 'BAD_ANSWER', detail: failure.message };
  if (failure instanceof TypeError && /fetch|network|load failed/i.test(failure.message))
    return { ...blankProblem, reason: 'OFFLINE' };
  if (failure instanceof DOMException && failure.name === 'TimeoutError') return { ...blankProblem, reason: 'TIMEOUT' };
  return { ...blankProblem, detail: failure instanceof Error ? failure.message : String(failure) };
}

/** Reads an RFC 9457 body. A proxy's HTML page still gives a problem that can be shown. */
export function problemFromAnswer(answer: { status: number; headers: Headers }, body: unknown): Problem {
  const source = isObject(body) ? body : {};
  const requestId = textOf(source['instance']) ?? answer.headers.get('x-request-id');
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return {
    status: answer.status,
    reason: textOf(source['reason']) ?? reasonOfStatus(answer.status),
    detail: textOf(source['detail']) ?? '',
    fields: fieldsOf(source['errors']),
    requestId,
    heldBy: personOf(source['locked_by']),
    conflicts: conflictsOf(source['conflicts']),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    affected: typeof source['affected_count'] === 'number' ? source['affected_count'] : null,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function reasonOfStatus(status: number): string {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 404) return 'NOT_FOUND';
  if (status === 429) return 'RATE_LIMITED';
  if (status === 504) return 'TIMEOUT';
  return status >= 500 ? 'UNAVAILABLE' : 'UNKNOWN';
}

function fieldsOf(errors: unknown): Record<string, string> {
  if (!Array.isArray(errors)) return {};
  const pairs = errors.filter(isObject).map((entry): [string, string] => {
    const path = textOf(entry['path']) ?? '';
    return [path.replace(/^[/.]/, '').replaceAll('/', '.'), textOf(entry['message']) ?? ''];
  });
  return Object.fromEntries(pairs);
}

function personOf(value: unknown): string | null {
  return isObject(value) ? (textOf(value['full_name']) ?? textOf(value['username'])) : textOf(value);
}

function conflictsOf(value: unknown): { start: number; end: number }[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isObject)
    .map((entry) => ({ start: Date.parse(String(entry['start_time'])), end: Date.parse(String(entry['end_time'])) }))
    .filter(({ start, end }) => Number.isFinite(start) && Number.isFinite(end));
}
