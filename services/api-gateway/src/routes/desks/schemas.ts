import { Type as T, type Static } from 'typebox';
import {
  Count,
  Id,
  Moment,
  Name,
  NewName,
  nullable,
  Percent,
  Person,
  ref,
  shape,
  UserId,
  Version,
  Words,
} from '../wire-types.js';

export const Orientation = T.Enum(['top', 'bottom', 'left', 'right']);
export type Orientation = Static<typeof Orientation>;

export const Desk = shape(
  {
    id: Id,
    name: Words,
    room: Id,
    pos_x: Percent,
    pos_y: Percent,
    orientation: Orientation,
    is_booked: T.Boolean(),
    booked_by: nullable(ref(Person)),
    booked_until: nullable(Moment),
    is_locked: T.Boolean(),
    locked_by: nullable(ref(Person)),
    lock_expires_at: nullable(Moment),
    is_permanent: T.Boolean(),
    permanent_assignee: nullable(ref(Person)),
    version: Version,
  },
  { $id: 'Desk' },
);
export type Desk = Static<typeof Desk>;

export const DeskFilter = shape({ room: Id });
const position = { pos_x: Percent, pos_y: Percent, orientation: Orientation };
export const NewDesk = shape({
  room: Id,
  name: Name,
  pos_x: Percent,
  pos_y: Percent,
  orientation: T.Optional(Orientation),
});
export const DeskReplacement = shape({ room: T.Optional(Id), name: NewName, ...position });
export const DeskChange = T.Partial(shape({ name: NewName, ...position }), { additionalProperties: false });

export const Assignment = shape({
  user_id: UserId,
  cancel_conflicting: T.Optional(T.Boolean({ default: false, examples: [true] })),
});
export const LockState = shape(
  { locked: T.Boolean(), by: T.Optional(nullable(ref(Person))), expires_at: T.Optional(Moment) },
  { $id: 'LockState' },
);
export type LockState = Static<typeof LockState>;

/** A row of a desk grid: without an id it is a new desk. */
export const DeskRow = shape({
  id: T.Optional(Id),
  name: Name,
  pos_x: Percent,
  pos_y: Percent,
  orientation: Orientation,
});
export const DeskGrid = shape({ desks: T.Array(DeskRow, { maxItems: 2_000 }) });
export const DeskGridResult = shape({ room_id: Id, desk_count: Count, version: Version, desks: T.Array(ref(Desk)) });
