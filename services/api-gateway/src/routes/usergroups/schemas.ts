import { Type as T, type Static } from 'typebox';
import {
  Count,
  Description,
  Id,
  Moment,
  Name,
  NewName,
  nullable,
  Person,
  ref,
  shape,
  UserIds,
  Version,
  Words,
} from '../wire-types.js';

export const UserGroup = shape(
  {
    id: Id,
    name: Words,
    description: Words,
    location: Id,
    location_name: Words,
    members: T.Array(ref(Person)),
    member_count: Count,
    created_by: nullable(ref(Person)),
    created_at: nullable(Moment),
    updated_at: nullable(Moment),
    version: Version,
  },
  { $id: 'UserGroup' },
);
export type UserGroup = Static<typeof UserGroup>;

export const GroupSummary = shape({ id: Id, name: Words, location_id: Id }, { $id: 'GroupSummary' });
export type GroupSummary = Static<typeof GroupSummary>;

export const GroupFilter = shape({ location: T.Optional(Id) });
export const ByLocationQuery = shape({ location_id: Id });
export const NewGroup = shape({ location: Id, name: Name, description: T.Optional(Description) });
export const GroupReplacement = shape({ name: NewName, description: Description });
export const GroupChange = shape({ name: T.Optional(NewName), description: T.Optional(Description) });
export const Members = shape({ user_ids: UserIds });
