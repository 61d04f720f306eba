import type {
  GetMeResponse,
  Group as WireGroup,
  GroupSummary as WireSummary,
  LocationAccess as WireLocationAccess,
  Preferences as WirePreferences,
  RoomAccess as WireRoomAccess,
  SearchPeopleResponse_Hit,
  UpdatePreferencesRequest,
} from '@flexspace/contracts/flexspace/access/v1/access';
import { toTimestamp, toWirePerson } from '@flexspace/service-kit';
import type { Me } from '../../application/find-people.js';
import type { GroupSummary, GroupView, LocationAccess, PersonHit, RoomAccess } from '../../application/ports/views.js';
import type { Preferences, PreferenceWish } from '../../domain/preferences.js';
import { readLocationId } from './request-fields.js';

export const toWireMe = (me: Me): GetMeResponse => ({
  person: toWirePerson(me.person),
  email: me.caller.email,
  firstName: me.caller.firstName,
  lastName: me.caller.lastName,
  isSuperuser: me.caller.isSuperuser,
  isStaff: me.caller.isStaff,
  groups: me.groups.map(toWireSummary),
  managedLocationIds: [...me.managedLocations],
  managedRoomIds: [...me.managedRooms],
});

export const toWireHit = (hit: PersonHit): SearchPeopleResponse_Hit => ({
  person: toWirePerson(hit.person),
  email: hit.email,
});

const toWireSummary = (group: GroupSummary): WireSummary => ({ ...group });

export const toWireGroup = (group: GroupView): WireGroup => ({
  id: group.id,
  locationId: group.locationId,
  name: group.name,
  description: group.description,
  members: group.members.map(toWirePerson),
  memberCount: group.memberCount,
  createdBy: group.createdBy === undefined ? undefined : toWirePerson(group.createdBy),
  createdAt: toTimestamp(group.createdAt),
  updatedAt: toTimestamp(group.updatedAt),
  version: group.version,
});

export const toWireLocationAccess = (access: LocationAccess): WireLocationAccess => ({
  locationId: access.locationId,
  managers: access.managers.map(toWirePerson),
  allowedGroups: access.allowedGroups.map(toWireSummary),
  allowRoomManagersToAddGroupMembers: access.roomManagersMayEditMembers,
  groupCount: access.groupCount,
});

export const toWireRoomAccess = (access: RoomAccess): WireRoomAccess => ({
  roomId: access.roomId,
  locationId: access.locationId,
  managers: access.managers.map(toWirePerson),
  allowedGroups: access.allowedGroups.map(toWireSummary),
});

export const toWirePreferences = (preferences: Preferences): WirePreferences => ({
  theme: preferences.theme,
  language: preferences.language,
  timezone: preferences.timezone,
  dateFormat: preferences.dateFormat,
  timeFormat: preferences.timeFormat,
  defaultLocationId: preferences.defaultLocation ?? 0,
  defaultBookingDuration: preferences.defaultBookingHours,
});

export const fromWireWish = (request: UpdatePreferencesRequest): PreferenceWish => ({
  theme: request.theme,
  language: request.language,
  timezone: request.timezone,
  dateFormat: request.dateFormat,
  timeFormat: request.timeFormat,
  defaultLocation: readDefaultLocation(request.defaultLocationId),
  defaultBookingHours: request.defaultBookingDuration,
});

/** Absent leaves, 0 clears. Violations name the preference as people know it. */
const readDefaultLocation = (value: number | undefined): PreferenceWish['defaultLocation'] => {
  if (value === undefined) return undefined;
  return value === 0 ? null : readLocationId(value, 'default_location');
};
