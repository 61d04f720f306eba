import { Type as T, type Static } from 'typebox';
import { Country } from '../countries/schemas.js';
import { Floor } from '../floors/schemas.js';
import { TreeRoom } from '../rooms/schemas.js';
import { Count, Id, Latitude, Longitude, Name, NewName, ref, shape, TimeZone, Version, Words } from '../wire-types.js';

const counts = { desk_count: Count, available_desk_count: Count };

const locationFields = {
  id: Id,
  name: Words,
  country_id: Id,
  country_code: T.String(),
  lat: Latitude,
  lng: Longitude,
  timezone: TimeZone,
  floor_count: Count,
  room_count: Count,
  ...counts,
  is_manager: T.Boolean(),
  can_access: T.Boolean(),
  version: Version,
};

export const Location = shape(
  { ...locationFields, country: ref(Country), floors: T.Array(ref(Floor)) },
  { $id: 'Location' },
);
export type Location = Static<typeof Location>;

const TreeFloor = shape(
  {
    id: Id,
    name: Words,
    level: T.Integer(),
    location: Id,
    version: Version,
    ...counts,
    rooms: T.Array(ref(TreeRoom)),
  },
  { $id: 'TreeFloor' },
);
const TreeLocation = shape({ ...locationFields, floors: T.Array(ref(TreeFloor)) }, { $id: 'TreeLocation' });
const TreeCountry = shape(
  { ...Country.properties, ...counts, locations: T.Array(ref(TreeLocation)) },
  { $id: 'TreeCountry' },
);
export const Tree = T.Array(ref(TreeCountry), { $id: 'LocationTree' });
export { TreeCountry, TreeFloor, TreeLocation };
export type TreeFloor = Static<typeof TreeFloor>;
export type TreeLocation = Static<typeof TreeLocation>;
export type TreeCountry = Static<typeof TreeCountry>;

export const LocationFilter = shape({ country: T.Optional(Id) });
export const NewLocation = shape({ name: Name, country_id: Id, lat: Latitude, lng: Longitude, timezone: TimeZone });
export const LocationReplacement = shape({
  name: NewName,
  country_id: T.Optional(Id),
  lat: Latitude,
  lng: Longitude,
  timezone: TimeZone,
});
export const LocationChange = T.Partial(shape({ ...NewLocation.properties, name: NewName }), {
  additionalProperties: false,
});
