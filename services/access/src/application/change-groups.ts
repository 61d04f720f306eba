import { NotFound, type GroupId, type LocationId, type UserId } from '@flexspace/kernel';
import { GroupInUse, isUsed, TooMany } from '../domain/access-errors.js';
import { requireLocationManager, requireMemberEditor } from '../domain/authority.js';
import {
  describeAnew,
  readGroupWords,
  requireVersion,
  sameWords,
  type Group,
  type GroupWords,
} from '../domain/group.js';
import { locateLocation } from './locate-place.js';
import type { AccessPorts, PlaceUnit } from './ports/access-ports.js';
import type { Request } from './ports/request.js';
import { resolvePeople } from './resolve-people.js';
import type { GroupView } from './ports/views.js';

const GROUPS_PER_LOCATION = 500;
const MEMBERS_PER_GROUP = 10_000;

/** A new, empty group of a location. */
export const createGroup = async (
  ports: Pick<AccessPorts, 'places' | 'records' | 'catalog'>,
  request: Request,
  command: { readonly locationId: LocationId; readonly words: GroupWords },
): Promise<GroupView> => {
  const words = readGroupWords(command.words);
  await locateLocation(ports, request, command.locationId);
  return ports.places.change(command.locationId, request, async (place) => {
    requireLocationManager(await place.reachOf(request.caller), place.locationId);
    if ((await place.countGroups()) >= GROUPS_PER_LOCATION) {
      throw new TooMany('location_id', GROUPS_PER_LOCATION, 'Groups of one location');
    }
    const group = await place.insertGroup(words, request.caller.userId);
    // Nobody is in it and it stands nowhere yet, but the managers' other screens list it.
    const affected = await place.managersOf('location');
    await place.record({
      subject: 'group',
      action: 'group.created',
      groupId: group.id,
      affected,
      before: null,
      after: words,
    });
    return place.showGroup(group.id);
  });
};

/** Other words for a group; what is absent stays. */
export const updateGroup = async (
  ports: Pick<AccessPorts, 'places'>,
  request: Request,
  command: { readonly groupId: GroupId; readonly words: Partial<GroupWords>; readonly seenVersion: number | undefined },
): Promise<GroupView> =>
  changeGroup(ports, request, command.groupId, async (place, group) => {
    requireLocationManager(await place.reachOf(request.caller), place.locationId, 'group');
    const next = describeAnew(group, command.words, command.seenVersion);
    if (!sameWords(group, next)) {
      await place.saveGroup(next);
      const [before, after] = [wordsOf(group), wordsOf(next)];
      await place.record({
        subject: 'group',
        action: 'group.changed',
        groupId: group.id,
        affected: await place.memberIds(group.id),
        before,
        after,
      });
    }
    return place.showGroup(group.id);
  });

/** Deletes a group; IN_USE where it stands in gates, unless forced. */
export const deleteGroup = async (
  ports: Pick<AccessPorts, 'places'>,
  request: Request,
  command: { readonly groupId: GroupId; readonly force: boolean; readonly seenVersion: number | undefined },
): Promise<void> =>
  changeGroup(ports, request, command.groupId, async (place, group) => {
    requireLocationManager(await place.reachOf(request.caller), place.locationId, 'group');
    requireVersion(group, command.seenVersion);
    const use = await place.gateUse(group.id);
    if (isUsed(use) && !command.force) throw new GroupInUse(use);
    const members = await place.memberIds(group.id);
    await place.deleteGroup(group.id);
    await place.record({
      subject: 'group',
      action: 'group.deleted',
      groupId: group.id,
      // An emptied location gate stands open, which concerns people who were never in the group.
      affected: use.lastInLocationGate ? 'everybody' : members,
      before: { ...wordsOf(group), member_ids: members, gates: use },
      after: null,
    });
  });

/** Adds people to a group; those who are in it already stay. */
export const addGroupMembers = async (
  ports: Pick<AccessPorts, 'places' | 'people' | 'identity' | 'clock'>,
  request: Request,
  command: { readonly groupId: GroupId; readonly userIds: readonly UserId[] },
): Promise<GroupView> => {
  // Asked before the look-up as well, so that nobody without a say can make this service query Keycloak.
  await changeGroup(ports, request, command.groupId, requireEditor(request));
  const userIds = await resolvePeople(ports, request, command.userIds);
  return changeGroup(ports, request, command.groupId, async (place, group) => {
    await requireEditor(request)(place);
    const added = await place.addMembers(group.id, userIds);
    if (added.length > 0) {
      if ((await place.memberIds(group.id)).length > MEMBERS_PER_GROUP) {
        throw new TooMany('user_ids', MEMBERS_PER_GROUP, 'Members of one group');
      }
      await place.saveGroup(group);
      await place.record({
        subject: 'group',
        action: 'group.members_added',
        groupId: group.id,
        affected: added,
        before: null,
        after: { user_ids: added },
      });
    }
    return place.showGroup(group.id);
  });
};

/** Takes people out of a group; those who are not in it are no error. */
export const removeGroupMembers = async (
  ports: Pick<AccessPorts, 'places' | 'people' | 'identity' | 'clock'>,
  request: Request,
  command: { readonly groupId: GroupId; readonly userIds: readonly UserId[] },
): Promise<GroupView> => {
  await changeGroup(ports, request, command.groupId, requireEditor(request));
  const userIds = await resolvePeople(ports, request, command.userIds);
  return changeGroup(ports, request, command.groupId, async (place, group) => {
    await requireEditor(request)(place);
    const removed = await place.removeMembers(group.id, userIds);
    if (removed.length > 0) {
      await place.saveGroup(group);
      await place.record({
        subject: 'group',
        action: 'group.members_removed',
        groupId: group.id,
        affected: removed,
        before: { user_ids: removed },
        after: null,
      });
    }
    return place.showGroup(group.id);
  });
};

const requireEditor =
  (request: Request) =>
  async (place: PlaceUnit): Promise<void> => {
    requireMemberEditor(await place.reachOf(request.caller), place.locationId, place.roomManagersMayEditMembers);
  };

const changeGroup = async <T>(
  ports: Pick<AccessPorts, 'places'>,
  request: Request,
  groupId: GroupId,
  work: (place: PlaceUnit, group: Group) => Promise<T>,
): Promise<T> => {
  const locationId = await ports.places.locationOfGroup(groupId);
  if (locationId === undefined) throw new NotFound('group');
  return ports.places.change(locationId, request, async (place) => {
    const group = await place.findGroup(groupId);
    if (group === undefined) throw new NotFound('group');
    return work(place, group);
  });
};

const wordsOf = ({ name, description }: GroupWords): GroupWords => ({ name, description });
