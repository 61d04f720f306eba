import { Type as T, type Static } from 'typebox';
import { Desk } from '../desks/schemas.js';
import { Floor } from '../floors/schemas.js';
import {
  Count,
  Day,
  Description,
  End,
  Id,
  Interval,
  Moment,
  Name,
  NewName,
  nullable,
  ref,
  shape,
  Start,
  TimeZone,
  Version,
  Words,
} from '../wire-types.js';

const MapImage = shape({
  url: T.String({ examples: ['/media/maps/42/Zm9vYmFyYmF6cXV4.webp'] }),
  width: Count,
  height: Count,
});
/** Why the caller cannot book in a room. */
export const CannotBookReason = T.Enum(['LOCATION_GATE', 'ROOM_GATE', 'ROOM_UNDER_MAINTENANCE']);

/** What a room shows wherever it appears. */
export const roomFields = {
  id: Id,
  name: Words,
  description: Words,
  floor_id: Id,
  location_id: Id,
  map_image: nullable(MapImage),
  desk_count: Count,
  available_desk_count: Count,
  is_manager: T.Boolean(),
  can_book: T.Boolean(),
  cannot_book_reason: nullable(CannotBookReason),
  is_under_maintenance: T.Boolean(),
  maintenance_by_name: nullable(T.String({ examples: ['Ada Lovelace'] })),
  version: Version,
};

/** A room inside the tree, where its floor stands above it. */
export const TreeRoom = shape(roomFields, { $id: 'TreeRoom' });
export type TreeRoom = Static<typeof TreeRoom>;

const fullRoomFields = { ...roomFields, floor: ref(Floor), location_name: Words, location_timezone: TimeZone };

export const Room = shape(fullRoomFields, { $id: 'Room' });
export type Room = Static<typeof Room>;

export const RoomDesks = shape(
  { ...fullRoomFields, desks: T.Array(ref(Desk)), position: nullable(T.String({ examples: ['a1b2c3:1207'] })) },
  { $id: 'RoomDesks' },
);
export type RoomDesks = Static<typeof RoomDesks>;

export const RoomFilter = shape({ floor: T.Optional(Id), location: T.Optional(Id) });
export const DesksQuery = shape({ at: T.Optional(Moment), start: T.Optional(Start), end: T.Optional(End) });
export const AvailabilityQuery = shape({
  start: T.Optional(Day),
  days: T.Optional(T.Integer({ minimum: 1, maximum: 62, default: 14 })),
});

const AvailabilityDay = shape(
  { date: Day, available: T.Boolean(), busy: T.Array(ref(Interval)) },
  { $id: 'AvailabilityDay' },
);
export const RoomAvailability = shape(
  {
    room_id: Id,
    timezone: TimeZone,
    desks: T.Array(shape({ desk_id: Id, name: Words, days: T.Array(ref(AvailabilityDay)) })),
  },
  { $id: 'RoomAvailability' },
);
export type RoomAvailability = Static<typeof RoomAvailability>;
export const DeskAvailability = shape(
  { desk_id: Id, timezone: TimeZone, days: T.Array(ref(AvailabilityDay)) },
  { $id: 'DeskAvailability' },
);
export type DeskAvailability = Static<typeof DeskAvailability>;
export { AvailabilityDay };

export const NewRoom = shape({ floor_id: Id, name: Name, description: T.Optional(Description) });
export const RoomReplacement = shape({ floor_id: T.Optional(Id), name: NewName, description: Description });
export const RoomChange = shape({
  floor_id: T.Optional(Id),
  name: T.Optional(NewName),
  description: T.Optional(Description),
});
