import { Type as T, type Static } from 'typebox';
import { Cursor, End, Id, Limit, Moment, nullable, Person, ref, shape, Start, UserId } from '../wire-types.js';

const Word = T.String({ minLength: 1, maxLength: 100 });

export const AuditLine = shape(
  {
    service: T.Enum(['catalog', 'access']),
    id: Id,
    at: Moment,
    actor: nullable(ref(Person)),
    action: T.String(),
    object_type: T.String(),
    object_id: T.String(),
    location_id: nullable(Id),
    before: T.Unknown(),
    after: T.Unknown(),
    request_id: T.String(),
    client_id: T.String(),
    hash: T.String(),
  },
  { $id: 'AuditLine' },
);
export type AuditLine = Static<typeof AuditLine>;

export const AuditQuery = shape({
  location: T.Optional(Id),
  actor: T.Optional(UserId),
  action: T.Optional(Word),
  object_type: T.Optional(Word),
  object_id: T.Optional(Word),
  from: T.Optional(Start),
  until: T.Optional(End),
  format: T.Optional(T.Enum(['json', 'csv'])),
  limit: T.Optional(Limit),
  cursor: T.Optional(Cursor),
});
export type AuditQuery = Static<typeof AuditQuery>;
