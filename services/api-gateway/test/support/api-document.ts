import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';

interface Media {
  readonly schema: TSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: TSchema;
  readonly example?: unknown;
}
interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}
interface RawOperation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
}
interface RawDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: {
    readonly schemas: Record<string, TSchema>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
  };
}

export interface Operation extends Omit<RawOperation, 'responses' | 'parameters'> {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response>>;
}

/** An answer as far as the document speaks of it. */
export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly value: unknown;
}

export interface ApiDocument {
  readonly operations: readonly Operation[];
  /** What an answer has that the document does not say; empty when it is as documented. */
  faultsOf(operation: Operation, answer: Answered): string[];
  /** Every example that does not fit its own schema. */
  wrongExamples(): string[];
}

const last = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

/** The document as it was served, ready to hold answers against it. */
export const readApiDocument = (text: string): ApiDocument => {
  const { paths, components } = JSON.parse(text.replaceAll('"#/components/schemas/', '"')) as RawDocument;
  const validators = new Map<TSchema, ReturnType<typeof Compile>>();
  const faults = (schema: TSchema, value: unknown): string[] => {
    const validator = validators.get(schema) ?? Compile(components.schemas, schema);
    validators.set(schema, validator);
    return validator.Check(value)
      ? []
      : validator.Errors(value).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses, parameters = [], ...operation }]): Operation => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      parameters,
      responses: Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [
          status,
          response.$ref === undefined ? response : (components.responses[last(response.$ref)] ?? {}),
        ]),
      ),
    })),
  );

  const examplesOf = (operation: Operation): [string, TSchema, unknown][] => [
    ...operation.parameters
      .filter(({ example }) => example !== undefined)
      .map(({ name, schema, example }): [string, TSchema, unknown] => [name, schema, example]),
    ...[operation.requestBody ?? {}, ...Object.values(operation.responses)]
      .flatMap(({ content = {} }) => Object.entries(content))
      .flatMap(([type, { schema, example, examples }]): [string, TSchema, unknown][] =>
        examples === undefined
          ? [[type, schema, example]]
          : Object.values(examples).map(({ $ref }) => [$ref, schema, components.examples[last($ref)]?.value]),
      ),
  ];

  return {
    operations,
    faultsOf(operation, { status, type, value }) {
      const response = operation.responses[String(status)];
      if (response === undefined) return [`${status} is not documented`];
      if (response.content === undefined) return value === undefined ? [] : [`${status} has no body`];
      const media = response.content[type];
      return media === undefined ? [`${type} is not documented for ${status}`] : faults(media.schema, value);
    },
    wrongExamples: () =>
      operations.flatMap((operation) =>
        examplesOf(operation).flatMap(([where, schema, example]) =>
          faults(schema, example).map((fault) => `${operation.operationId} ${where} ${fault}`),
        ),
      ),
  };
};
