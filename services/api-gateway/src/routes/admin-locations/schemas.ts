import { Type as T, type Static } from 'typebox';
import { Location } from '../locations/schemas.js';
import { GroupSummary } from '../usergroups/schemas.js';
import { Count, Ids, Person, ref, shape, UserIds } from '../wire-types.js';

export const AdminLocation = shape(
  {
    ...Location.properties,
    location_managers: T.Array(ref(Person)),
    allowed_groups: T.Array(ref(GroupSummary)),
    allow_room_managers_to_add_group_members: T.Boolean(),
    user_group_count: Count,
  },
  { $id: 'AdminLocation' },
);
export type AdminLocation = Static<typeof AdminLocation>;

export const Managers = shape({ user_ids: UserIds });
export const Gate = shape({ group_ids: Ids });
export const Delegation = shape({ allow: T.Boolean() });
