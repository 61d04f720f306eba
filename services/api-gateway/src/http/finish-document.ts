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
  components?: { schemas?: NamedSchemas; examples?: object };
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

/** Points to an example of every refusal that a status can mean here. */
const showProblems = (media: Media): void => {
  const reasons = media.schema?.allOf?.flatMap(({ properties }) => properties?.['reason']?.enum ?? []) ?? [];
  media.examples = Object.fromEntries(
    reasons.map(String).map((reason) => [reason, { $ref: `#/components/examples/${reason}` }]),
  );
};

const problemExamples = (): object =>
  Object.fromEntries(
    Object.keys(REASONS)
      .filter(isReason)
      .map((reason) => [reason, { summary: meaningOf(reason), value: exampleProblem(reason) }]),
  );

const finish = (operation: Operation, named: NamedSchemas): void => {
  for (const media of Object.values(operation.requestBody?.content ?? {})) illustrate(media, named);
  for (const [status, answer] of Object.entries(operation.responses ?? {})) {
    answer.headers = { ...answer.headers, ...headersOf(status, operation) };
    if (answer.description === DEFAULT_DESCRIPTION) answer.description = operation.summary ?? 'Done';
    for (const [type, media] of Object.entries(answer.content ?? {})) {
      if (type === PROBLEM_TYPE) showProblems(media);
      else illustrate(media, named);
    }
  }
};

/** Adds what no route has to say by itself: an example of every body, and the headers that answers carry. */
export const finishDocument = <Document extends object>(document: Document): Document => {
  const { paths = {}, components } = document as ApiDocument;
  const named = components?.schemas ?? {};
  if (components !== undefined) components.examples = problemExamples();
  for (const methods of Object.values(paths)) for (const operation of Object.values(methods)) finish(operation, named);
  return document;
};
