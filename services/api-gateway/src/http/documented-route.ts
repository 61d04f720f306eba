import { REASONS, type Reason } from '@flexspace/kernel';
import type { FastifySchema } from 'fastify';
import { PROBLEM_TYPE } from './problem-details.js';
import { statusOf, titleOf } from './problem-types.js';

export type HttpSchema = FastifySchema & { readonly hide?: boolean; readonly consumes?: readonly string[] };

export interface RouteFacts {
  readonly schema: HttpSchema;
  readonly isPublic: boolean;
  readonly unsafe: boolean;
  readonly problems: readonly Reason[];
  /** Its answer carries an ETag. */
  readonly tagged: boolean;
}

/** What any route may answer. */
const ALWAYS: readonly Reason[] = ['INVALID_REQUEST', 'INTERNAL', 'UNAVAILABLE', 'TIMEOUT'];
const SIGNED_IN: readonly Reason[] = ['UNAUTHENTICATED'];
const UNSAFE: readonly Reason[] = ['FORBIDDEN'];
const WITH_BODY: readonly Reason[] = ['TOO_LARGE', 'UNSUPPORTED_MEDIA'];
const CREATES: readonly Reason[] = ['IDEMPOTENCY_KEY_REUSED'];
const CREATED = '201';
const MULTIPART = 'multipart/form-data';

const responsesOf = ({ response }: HttpSchema): object =>
  typeof response === 'object' && response !== null ? response : {};

const problemsOf = ({ schema, isPublic, unsafe, problems }: RouteFacts): ReadonlyMap<number, readonly Reason[]> => {
  const all = new Set([
    ...ALWAYS,
    ...(isPublic ? [] : SIGNED_IN),
    ...(unsafe ? UNSAFE : []),
    ...(schema.body === undefined ? [] : WITH_BODY),
    ...(CREATED in responsesOf(schema) ? CREATES : []),
    ...problems,
  ]);
  const byStatus = new Map<number, Reason[]>();
  for (const reason of Object.keys(REASONS) as Reason[]) {
    if (all.has(reason)) byStatus.set(statusOf(reason), [...(byStatus.get(statusOf(reason)) ?? []), reason]);
  }
  return byStatus;
};

const problemResponse = (status: number, reasons: readonly Reason[]): object => ({
  description: reasons.map((reason) => `${reason}: ${titleOf(reason)}`).join('\n\n'),
  content: {
    [PROBLEM_TYPE]: {
      schema: {
        allOf: [
          { $ref: 'Problem#' },
          { type: 'object', properties: { status: { const: status }, reason: { enum: reasons } } },
        ],
      },
    },
  },
});

const successesOf = ({ schema, tagged }: RouteFacts): object => ({
  ...responsesOf(schema),
  ...(tagged && { 304: { type: 'null', description: 'What the client has is what there is' } }),
});

/** Headers that a route reads by itself, because a refusal must name them as fields. */
const headersOf = (facts: RouteFacts): object | undefined => {
  const properties = {
    ...(facts.tagged && {
      'if-none-match': { type: 'string', description: 'The ETag of what the client has', examples: ['"3"'] },
    }),
    ...(facts.problems.includes('STALE') && {
      'if-match': { type: 'string', description: 'The ETag that was read; only its version counts', examples: ['"3"'] },
    }),
    ...(CREATED in successesOf(facts) && {
      'idempotency-key': {
        type: 'string',
        pattern: '^[\\x21-\\x7e]{1,128}$',
        description: 'The same key with the same body gives the first answer again for 24 hours',
      },
    }),
  };
  return Object.keys(properties).length === 0 ? undefined : { type: 'object', properties };
};

/** The one upload; its bytes are streamed, so no validator ever sees them. */
const UPLOAD = {
  type: 'object',
  required: ['map_image'],
  additionalProperties: false,
  properties: { map_image: { type: 'string', format: 'binary', description: 'PNG, JPEG, WebP or SVG, up to 10 MB' } },
};

/** A route's schema as the API document tells it: with its refusals and the headers it reads. */
export const documented = (facts: RouteFacts): HttpSchema => {
  const problems = [...problemsOf(facts)].map(([status, reasons]) => [
    String(status),
    problemResponse(status, reasons),
  ]);
  const headers = headersOf(facts);
  return {
    ...facts.schema,
    response: { ...successesOf(facts), ...(Object.fromEntries(problems) as object) },
    ...(headers !== undefined && { headers }),
    ...(facts.schema.consumes?.includes(MULTIPART) === true && { body: UPLOAD }),
  };
};
