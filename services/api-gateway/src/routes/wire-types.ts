import { Type as T, type Static, type TSchema } from 'typebox';

/** An object that has these fields and no others. */
export const shape = <Fields extends Record<string, TSchema>>(
  fields: Fields,
  options: { readonly $id?: string } = {},
) => T.Object(fields, { additionalProperties: false, ...options });

export const nullable = <S extends TSchema>(schema: S) => T.Union([schema, T.Null()]);

/** A reference to a named schema in the API document, with its static type kept. */
export const ref = <S extends TSchema>(schema: S) => {
  if (!('$id' in schema) || typeof schema.$id !== 'string')
    throw new Error('only a schema with an $id can be referred to');
  return T.Unsafe<Static<S>>({ $ref: `${schema.$id}#` });
};

export const Id = T.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [42] });
export const Ids = T.Array(Id, { maxItems: 200 });
export const UserId = T.String({ format: 'uuid', examples: ['5f0c5e0e-6d1b-4c0f-9a55-0a2f7a0f7c11'] });
export const UserIds = T.Array(UserId, { minItems: 1, maxItems: 500 });
export const Moment = T.String({ format: 'date-time', examples: ['2026-11-23T09:00:00Z'] });
export const Day = T.String({ format: 'date', examples: ['2026-11-23'] });
/** What an interval begins and ends with; apart, so that the examples of the API document are an interval. */
export const Start = T.String({ format: 'date-time', examples: ['2026-11-23T09:00:00Z'] });
export const End = T.String({ format: 'date-time', examples: ['2026-11-23T12:00:00Z'] });
export const TimeZone = T.String({ format: 'iana-time-zone', examples: ['Europe/Berlin'] });
/** What people read: visible, trimmed and NFC when it is kept, without control characters. */
export const Name = T.String({ format: 'name', minLength: 1, maxLength: 120, examples: ['North wing'] });
/** What something that has a name is called from now on. */
export const NewName = T.String({ ...Name, examples: ['South wing'] });
export const Description = T.String({ format: 'text', maxLength: 2_000, examples: ['By the windows'] });
/** Words of an answer. */
export const Words = T.String({ examples: ['North wing'] });
export const Count = T.Integer({ minimum: 0, examples: [3] });
export const Version = T.Integer({ minimum: 0, examples: [3] });
export const Latitude = T.Number({ minimum: -90, maximum: 90, examples: [52.52] });
export const Longitude = T.Number({ minimum: -180, maximum: 180, examples: [13.4] });
export const Percent = T.Number({ minimum: 0, maximum: 100, examples: [12.5] });
export const Limit = T.Integer({ minimum: 1, maximum: 500, default: 100 });
export const Cursor = T.String({ format: 'cursor', minLength: 1, maxLength: 500 });

export const IdParams = shape({ id: Id });
export const Nothing = shape({});
export const Force = shape({ force: T.Optional(T.Boolean({ default: false, examples: [true] })) });

export const Person = shape(
  {
    id: UserId,
    username: T.String({ examples: ['ada'] }),
    full_name: T.String({ examples: ['Ada Lovelace'] }),
  },
  { $id: 'Person' },
);
export type Person = Static<typeof Person>;

/** Half-open: [start_time, end_time). */
export const Interval = shape({ start_time: Start, end_time: End }, { $id: 'Interval' });
export type Interval = Static<typeof Interval>;

export const Problem = T.Object(
  {
    type: T.String({ description: 'A page that explains it', examples: ['/api/docs/problems/not-found'] }),
    title: T.String({ description: 'Always the same for a reason' }),
    status: T.Integer(),
    detail: T.String({ description: 'This case, in words that a person can act on' }),
    instance: T.String({ description: 'The request id' }),
    reason: T.String({ description: 'For programs', examples: ['NOT_FOUND'] }),
    errors: T.Optional(T.Array(shape({ path: T.String(), message: T.String() }))),
    locked_by: T.Optional(ref(Person)),
    conflicts: T.Optional(T.Array(ref(Interval))),
    affected_count: T.Optional(Count),
  },
  { $id: 'Problem' },
);

/** An answer without a body. */
export const Empty = T.Unsafe<undefined>({ type: 'null', description: 'Done; there is nothing to say' });
