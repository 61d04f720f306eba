/** As much of a JSON schema as our document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

export type NamedSchemas = Readonly<Record<string, JsonSchema>>;

const PREFIX = '#/components/schemas/';

const resolve = (schema: JsonSchema, named: NamedSchemas): JsonSchema => {
  if (schema.$ref === undefined) return schema;
  const found = named[schema.$ref.slice(PREFIX.length)];
  if (found === undefined) throw new Error(`the document does not define ${schema.$ref}`);
  return found;
};

const ofType = (schema: JsonSchema, named: NamedSchemas): unknown => {
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, field]) => [name, exampleOf(field, named)]),
      );
    case 'array':
      return schema.items === undefined
        ? []
        : Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => exampleOf(schema.items ?? {}, named));
    case 'integer':
    case 'number':
      return Math.max(0, schema.minimum ?? 0);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return '';
  }
};

/** A value of a schema, made of the examples that its parts give; the first choice where there are several. */
export const exampleOf = (schema: JsonSchema, named: NamedSchemas): unknown => {
  const known = resolve(schema, named);
  if (known.example !== undefined) return known.example;
  if (known.examples !== undefined) return known.examples[0];
  if (known.const !== undefined) return known.const;
  if (known.enum !== undefined) return known.enum[0];
  if (known.default !== undefined) return known.default;
  const [choice] = known.anyOf ?? [];
  return choice === undefined ? ofType(known, named) : exampleOf(choice, named);
};
