import type { Group, GroupSummary as WireSummary } from '@flexspace/contracts/flexspace/access/v1/access';
import { toOptionalMoment, toPeople, toPerson } from '../wire-mapper.js';
import type { GroupSummary, UserGroup } from './schemas.js';

export type LocationNames = ReadonlyMap<number, string>;

export const toUserGroup = (group: Group, names: LocationNames): UserGroup => ({
  id: group.id,
  name: group.name,
  description: group.description,
  location: group.locationId,
  location_name: names.get(group.locationId) ?? '',
  members: toPeople(group.members),
  member_count: group.memberCount,
  created_by: toPerson(group.createdBy),
  created_at: toOptionalMoment(group.createdAt),
  updated_at: toOptionalMoment(group.updatedAt),
  version: group.version,
});

export const toGroupSummary = (group: WireSummary): GroupSummary => ({
  id: group.id,
  name: group.name,
  location_id: group.locationId,
});
