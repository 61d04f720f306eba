import { Type as T, type Static } from 'typebox';
import { Room } from '../rooms/schemas.js';
import { GroupSummary } from '../usergroups/schemas.js';
import { Id, Person, ref, shape } from '../wire-types.js';

export const AdminRoom = shape(
  { ...Room.properties, room_managers: T.Array(ref(Person)), allowed_groups: T.Array(ref(GroupSummary)) },
  { $id: 'AdminRoom' },
);
export type AdminRoom = Static<typeof AdminRoom>;

export const AdminRoomFilter = shape({ floor: T.Optional(Id), location: T.Optional(Id) });
