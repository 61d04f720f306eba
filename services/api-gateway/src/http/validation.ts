import { canonicalZone, InvalidRequest, parseInstant, type FieldViolation } from '@flexspace/kernel';
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import Format from 'typebox/format';

type ValidationError = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

/** Bounds the answer to a body that is wrong in thousands of places. */
const MAX_VIOLATIONS = 50;
const INTEGER = /^-?\d{1,17}$/;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const isDate = (text: string): boolean => {
  if (!DATE.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

Format.Set('date-time', (text) => parseInstant(text) !== undefined);
Format.Set('date', isDate);
Format.Set('uuid', (text) => UUID.test(text));
Format.Set('iana-time-zone', (text) => canonicalZone(text) !== undefined);

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'date-time': 'must be an RFC 3339 timestamp with an offset, such as 2026-11-23T09:00:00Z',
  date: 'must be a calendar day, such as 2026-11-23',
  uuid: 'must be a UUID',
  'iana-time-zone': 'must be an IANA time zone, such as Europe/Berlin',
};

/** `/intervals/3/end_time` → `intervals[3].end_time`, the way a person writes it. */
const pathOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');

const join = (parent: string, name: string): string => (parent === '' ? name : `${parent}.${name}`);

const wordsOf = (error: ValidationError): string => {
  if (error.keyword === 'format') return FORMAT_WORDS[error.params.format] ?? error.message;
  if (error.keyword === 'enum') return `must be one of ${error.params.allowedValues.join(', ')}`;
  return error.message;
};

const violationsOf = (error: ValidationError): FieldViolation[] => {
  const path = pathOf(error.instancePath);
  if (error.keyword === 'additionalProperties') {
    return error.params.additionalProperties.map((name) => ({ path: join(path, name), message: 'is not known here' }));
  }
  if (error.keyword === 'required') {
    return error.params.requiredProperties.map((name) => ({ path: join(path, name), message: 'is required' }));
  }
  // What `additionalProperties` says once more for each property, without saying which rule it was.
  if (error.keyword === 'boolean') return [];
  return [{ path: path === '' ? 'body' : path, message: wordsOf(error) }];
};

const refusal = (errors: readonly ValidationError[]): InvalidRequest => {
  const byPath = new Map<string, FieldViolation>();
  for (const violation of errors.flatMap(violationsOf)) {
    if (byPath.size >= MAX_VIOLATIONS) break;
    if (!byPath.has(violation.path)) byPath.set(violation.path, violation);
  }
  return new InvalidRequest([...byPath.values()]);
};

const typeNameOf = (schema: unknown): unknown =>
  typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : undefined;

/** Paths and queries are text: a number or a flag is read from it only where it is written as one. */
const read = (value: unknown, schema: unknown): unknown => {
  if (typeof value !== 'string') return value;
  const type = typeNameOf(schema);
  if (type === 'integer') return INTEGER.test(value) ? Number(value) : value;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
};

const fromText = (schema: TSchema, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || !('properties' in schema)) return value;
  const { properties } = schema;
  if (typeof properties !== 'object' || properties === null) return value;
  const fields = new Map(Object.entries(properties));
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, read(text, fields.get(name))]));
};

const compile: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (value: unknown) => {
    const input = httpPart === 'body' ? value : fromText(schema, value);
    if (validator.Check(input)) return { value: input };
    return { error: refusal(validator.Errors(input)) };
  };
};

/** Schemas are compiled once, at start; nothing is coerced in a body and nothing unknown is dropped in silence. */
export const validation = (app: FastifyInstance): void => {
  app.setValidatorCompiler(compile);
  // Mappers build answers field by field from typed values, so there is nothing left to strip; JSON.stringify is the fastest.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
};
