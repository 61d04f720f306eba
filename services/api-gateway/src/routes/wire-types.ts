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
export const Ids = T.Array(Id, { maxItems: 500 });
export const UserId = T.String({ format: 'uuid', examples: ['5f0c5e0e-6d1b-4c0f-9a55-0a2f7a0f7c11'] });
export const UserIds = T.Array(UserId, { minItems: 1, maxItems: 500 });
export const Moment = T.String({ format: 'date-time', examples: ['2026-11-23T09:00:00Z'] });
export const Day = T.String({ format: 'date', examples: ['2026-11-23'] });
export const TimeZone = T.String({ format: 'iana-time-zone', maxLength: 64, examples: ['Europe/Berlin'] });
export const Name = T.String({ minLength: 1, maxLength: 200 });
export const Count = T.Integer({ minimum: 0 });
export const Version = T.Integer({ minimum: 0 });
export const Latitude = T.Number({ minimum: -90, maximum: 90 });
export const Longitude = T.Number({ minimum: -180, maximum: 180 });
export const Percent = T.Number({ minimum: 0, maximum: 100 });

export const IdParams = shape({ id: Id });
export const Nothing = shape({});
export const Force = shape({ force: T.Optional(T.Boolean({ default: false })) });

export const Person = shape({ id: UserId, username: T.String(), full_name: T.String() }, { $id: 'Person' });
export type Person = Static<typeof Person>;

/** Half-open: [start_time, end_time). */
export const Interval = shape({ start_time: Moment, end_time: Moment }, { $id: 'Interval' });
export type Interval = Static<typeof Interval>;

export const Problem = T.Object(
  {
    type: T.String(),
    title: T.String(),
    status: T.Integer(),
    detail: T.String(),
    instance: T.String(),
    reason: T.String(),
    errors: T.Optional(T.Array(shape({ path: T.String(), message: T.String() }))),
    locked_by: T.Optional(ref(Person)),
    conflicts: T.Optional(T.Array(ref(Interval))),
    affected_count: T.Optional(Count),
  },
  { $id: 'Problem' },
);

/** An answer without a body. */
export const Empty = T.Unsafe<undefined>({ type: 'null', description: 'Done; there is nothing to say' });
