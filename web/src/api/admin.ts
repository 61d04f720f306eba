import { request, requestNothing } from './client.js';
import { flag, list, nullable, number, optional, record, text, type Decoded } from './decode.js';
import { deskShape, personShape, type Orientation } from './models.js';

const groupSummaryShape = record({ id: number, name: text });
const floorShape = record({ id: number, name: text, level: number });
export type Floor = Decoded<typeof floorShape>;

export const countryShape = record({
  id: number,
  name: text,
  country_code: text,
  lat: number,
  lng: number,
  location_count: optional(number, 0),
});
export type Country = Decoded<typeof countryShape>;
export type CountryFields = Pick<Country, 'name' | 'country_code' | 'lat' | 'lng'>;

export const managedLocationShape = record({
  id: number,
  name: text,
  country_id: number,
  country_code: text,
  lat: number,
  lng: number,
  timezone: text,
  desk_count: optional(number, 0),
  floors: optional(list(floorShape), []),
  location_managers: list(personShape),
  allowed_groups: list(groupSummaryShape),
  allow_room_managers_to_add_group_members: flag,
});
export type ManagedLocation = Decoded<typeof managedLocationShape>;
export type LocationFields = Pick<ManagedLocation, 'name' | 'timezone' | 'lat' | 'lng'>;

export const managedRoomShape = record({
  id: number,
  name: text,
  description: optional(text, ''),
  floor_id: number,
  location_id: number,
  location_name: optional(text, ''),
  map_image: nullable(record({ url: text, width: number, height: number })),
  desk_count: optional(number, 0),
  is_under_maintenance: flag,
  room_managers: list(personShape),
  allowed_groups: list(groupSummaryShape),
});
export type ManagedRoom = Decoded<typeof managedRoomShape>;

export const groupShape = record({
  id: number,
  name: text,
  description: optional(text, ''),
  location: number,
  members: list(personShape),
});
export type Group = Decoded<typeof groupShape>;

const gridShape = record({ desks: list(deskShape), version: number });
export interface GridDesk {
  readonly id?: number;
  readonly name: string;
  readonly pos_x: number;
  readonly pos_y: number;
  readonly orientation: Orientation;
}

const post = { method: 'POST' } as const;
const forced = (force: boolean): { method: 'DELETE'; query: Record<string, boolean> } => ({
  method: 'DELETE',
  query: force ? { force } : {},
});

export const fetchCountries = (): Promise<Country[]> => request('/countries/', list(countryShape));
export const saveCountry = (id: number | null, body: CountryFields): Promise<Country> =>
  id === null
    ? request('/countries/', countryShape, { ...post, body })
    : request(`/countries/${id}/`, countryShape, { method: 'PATCH', body });
export const deleteCountry = (id: number): Promise<void> => requestNothing(`/countries/${id}/`, { method: 'DELETE' });

export const fetchManagedLocations = (): Promise<ManagedLocation[]> =>
  request('/admin/locations/', list(managedLocationShape));
export const fetchManagedRooms = (): Promise<ManagedRoom[]> => request('/admin/rooms/', list(managedRoomShape));

const createdShape = record({ id: number });
export const createLocation = (body: LocationFields & { country_id: number }): Promise<{ id: number }> =>
  request('/locations/', createdShape, { ...post, body });
export const changeLocation = (id: number, body: LocationFields): Promise<void> =>
  requestNothing(`/locations/${id}/`, { method: 'PATCH', body });
/** Refused with IN_USE and a number while bookings would be lost, unless `force` says that they may go; so are floors and rooms. */
export const deleteLocation = (id: number, force: boolean): Promise<void> =>
  requestNothing(`/locations/${id}/`, forced(force));

export const createFloor = (location: number, name: string, level: number): Promise<{ id: number }> =>
  request('/floors/', createdShape, { ...post, body: { location, name, level } });
export const changeFloor = (id: number, body: { name: string; level: number }): Promise<void> =>
  requestNothing(`/floors/${id}/`, { method: 'PATCH', body });
export const deleteFloor = (id: number, force: boolean): Promise<void> =>
  requestNothing(`/floors/${id}/`, forced(force));

export const createRoom = (floorId: number, name: string): Promise<{ id: number }> =>
  request('/admin/rooms/', createdShape, { ...post, body: { floor_id: floorId, name } });
export const changeRoom = (id: number, body: { name: string; description: string }): Promise<void> =>
  requestNothing(`/admin/rooms/${id}/`, { method: 'PATCH', body });
export const deleteRoom = (id: number, force: boolean): Promise<void> =>
  requestNothing(`/admin/rooms/${id}/`, forced(force));
export const deleteMap = (id: number): Promise<void> => requestNothing(`/admin/rooms/${id}/delete-map/`, post);

export type Place = 'locations' | 'rooms';
export const changeManagers = (place: Place, id: number, how: 'add' | 'remove', userId: string): Promise<void> =>
  requestNothing(`/admin/${place}/${id}/${how}_managers/`, { ...post, body: { user_ids: [userId] } });
export const setGate = (place: Place, id: number, groupIds: readonly number[]): Promise<void> =>
  requestNothing(`/admin/${place}/${id}/set_allowed_groups/`, { ...post, body: { group_ids: groupIds } });
export const setDelegation = (id: number, allow: boolean): Promise<void> =>
  requestNothing(`/admin/locations/${id}/toggle_room_manager_permissions/`, { ...post, body: { allow } });

export const fetchGroups = (location: number): Promise<Group[]> =>
  request('/usergroups/', list(groupShape), { query: { location } });
export const createGroup = (location: number, name: string): Promise<{ id: number }> =>
  request('/usergroups/', createdShape, { ...post, body: { location, name } });
export const renameGroup = (id: number, name: string): Promise<void> =>
  requestNothing(`/usergroups/${id}/`, { method: 'PATCH', body: { name } });
export const deleteGroup = (id: number, force: boolean): Promise<void> =>
  requestNothing(`/usergroups/${id}/`, forced(force));
export const changeMembers = (id: number, how: 'add' | 'remove', userId: string): Promise<void> =>
  requestNothing(`/usergroups/${id}/${how}_members/`, { ...post, body: { user_ids: [userId] } });

export const fetchGrid = (roomId: number): Promise<Decoded<typeof gridShape>> =>
  request(`/rooms/${roomId}/desks/`, gridShape);
/** The whole grid in one go; refused with STALE when somebody else changed the room since `version`. */
export const saveGrid = (
  roomId: number,
  desks: readonly GridDesk[],
  { version, force }: { version: number; force: boolean },
): Promise<Decoded<typeof gridShape>> =>
  request(`/admin/rooms/${roomId}/desks/`, gridShape, {
    method: 'PUT',
    body: { desks },
    query: force ? { force } : {},
    headers: { 'if-match': `"${version}"` },
  });
