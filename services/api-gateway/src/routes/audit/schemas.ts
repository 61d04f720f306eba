import { Type as T, type Static } from 'typebox';
import { Cursor, End, Id, Limit, Moment, nullable, Person, ref, shape, Start, UserId } from '../wire-types.js';

/** What the trail calls things: `room.changed`, `permanent_desk`. Anything else could be no filter, but an error of the database. */
const Word = T.String({ pattern: '^[a-z][a-z_.]*$', maxLength: 100, examples: ['room.changed'] });
const ObjectId = T.String({ pattern: '^[0-9A-Za-z-]+$', maxLength: 100, examples: ['42'] });

export const AuditLine = shape(
  {
    service: T.Enum(['catalog', 'access', 'booking']),
    id: Id,
    at: Moment,
    actor: nullable(ref(Person)),
    action: T.String({ examples: ['room.changed'] }),
    object_type: T.String({ examples: ['room'] }),
    object_id: T.String({ examples: ['42'] }),
    location_id: nullable(Id),
    before: T.Unknown({ examples: [{ name: 'North wing' }] }),
    after: T.Unknown({ examples: [{ name: 'South wing' }] }),
    request_id: T.String({ examples: ['0af7651916cd43dd8448eb211c80319c'] }),
    client_id: T.String({ examples: ['flexspace-gateway'] }),
    client_address: nullable(T.String({ examples: ['203.0.113.7'] })),
    hash: T.String({ examples: ['b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'] }),
  },
  { $id: 'AuditLine' },
);
export type AuditLine = Static<typeof AuditLine>;

export const AuditQuery = shape({
  location: T.Optional(Id),
  actor: T.Optional(UserId),
  action: T.Optional(Word),
  object_type: T.Optional(Word),
  object_id: T.Optional(ObjectId),
  from: T.Optional(Start),
  until: T.Optional(End),
  format: T.Optional(T.Enum(['json', 'csv'])),
  limit: T.Optional(Limit),
  cursor: T.Optional(Cursor),
});
export type AuditQuery = Static<typeof AuditQuery>;
