import { isReason, REASONS } from '@flexspace/kernel';
import { exampleOf, type JsonSchema, type NamedSchemas } from './example-of.js';
import { exampleProblem } from './example-problem.js';
import { PROBLEM_TYPE } from './problem-details.js';
import { meaningOf } from './problem-types.js';

interface Media {
  schema?: JsonSchema;
  example?: unknown;
  examples?: unknown;
}
interface Answer {
  $ref?: string;
  description?: string;
  content?: Record<string, Media>;
  headers?: Record<string, object>;
}
interface Operation {
  summary?: string;
  parameters?: readonly { readonly name?: string }[];
  requestBody?: { content: Record<string, Media> };
  responses?: Record<string, Answer>;
}
interface ApiDocument {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: NamedSchemas; examples?: object; responses?: Record<string, object> };
}

const text = (description: string): object => ({ description, schema: { type: 'string' } });
const REQUEST_ID = text('Under which the request is found in logs and traces');
const ETAG = text('What If-None-Match and If-Match refer to');
const LOCATION = text('Where the new object is');
const LINK = text('`<…>; rel="next"`: the next page; absent on the last one');
const RETRY_AFTER = { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } };
const WAITED_FOR = new Set(['429', '503', '504']);
const DEFAULT_DESCRIPTION = 'Default Response';

const headersOf = (status: string, operation: Operation): Record<string, object> => {
  const takes = (name: string): boolean => operation.parameters?.some((parameter) => parameter.name === name) ?? false;
  return {
    'x-request-id': REQUEST_ID,
    ...(WAITED_FOR.has(status) && { 'retry-after': RETRY_AFTER }),
    ...(status === '201' && { location: LOCATION }),
    ...(status === '200' && takes('if-none-match') && { etag: ETAG }),
    ...(status === '200' && takes('cursor') && { link: LINK }),
  };
};

const illustrate = (media: Media, named: NamedSchemas): void => {
  if (media.schema === undefined || media.example !== undefined || media.examples !== undefined) return;
  media.example = exampleOf(media.schema, named);
};

const reasonsOf = ({ schema }: Media): readonly string[] =>
  schema?.allOf?.flatMap(({ properties }) => properties?.['reason']?.enum ?? []).map(String) ?? [];

/** Points to an example of every refusal that a status can mean here. */
const showProblems = (media: Media): void => {
  media.examples = Object.fromEntries(
    reasonsOf(media).map((reason) => [reason, { $ref: `#/components/examples/${reason}` }]),
  );
};

const problemExamples = (): object =>
  Object.fromEntries(
    Object.keys(REASONS)
      .filter(isReason)
      .map((reason) => [reason, { summary: meaningOf(reason), value: exampleProblem(reason) }]),
  );

const finish = (operation: Operation, { named, shared }: Document): void => {
  for (const media of Object.values(operation.requestBody?.content ?? {})) illustrate(media, named);
  const { responses = {} } = operation;
  for (const [status, answer] of Object.entries(responses)) {
    answer.headers = { ...answer.headers, ...headersOf(status, operation) };
    if (answer.description === DEFAULT_DESCRIPTION) answer.description = operation.summary ?? 'Done';
    const problem = answer.content?.[PROBLEM_TYPE];
    if (problem === undefined) for (const media of Object.values(answer.content ?? {})) illustrate(media, named);
    else {
      showProblems(problem);
      // Most routes are refused in the same ways: each is written down once.
      const name = reasonsOf(problem).join('.');
      shared[name] = answer;
      responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
};

interface Document {
  readonly named: NamedSchemas;
  /** Responses that operations refer to, by name. */
  readonly shared: Record<string, object>;
}

/** Adds what no route has to say by itself: an example of every body, and the headers that answers carry. */
export const finishDocument = <Api extends object>(api: Api): Api => {
  const { paths = {}, components = {} } = api as ApiDocument;
  const document: Document = { named: components.schemas ?? {}, shared: {} };
  for (const methods of Object.values(paths)) {
    for (const operation of Object.values(methods)) finish(operation, document);
  }
  components.examples = problemExamples();
  components.responses = document.shared;
  return api;
};
