import type {
  AccessServiceService,
  RemoveLocationManagersRequest,
} from '@flexspace/contracts/flexspace/access/v1/access';
import { unary, type CallContext, type Handler, type Handlers } from '@flexspace/service-kit';
import { setDelegation, setLocationGate, setRoomGate } from '../../application/change-gates.js';
import {
  addGroupMembers,
  createGroup,
  deleteGroup,
  removeGroupMembers,
  updateGroup,
} from '../../application/change-groups.js';
import {
  addLocationManagers,
  addRoomManagers,
  removeLocationManagers,
  removeRoomManagers,
} from '../../application/change-managers.js';
import { getPreferences, updatePreferences } from '../../application/change-preferences.js';
import { checkAccess, listAccessible } from '../../application/check-access.js';
import { getMe, getPeople, searchPeople } from '../../application/find-people.js';
import { listAudit } from '../../application/list-audit.js';
import { getGroup, listGroups, listLocationAccess, listRoomAccess } from '../../application/list-places.js';
import type { AccessPorts } from '../../application/ports/access-ports.js';
import type { SeenRecorder } from '../../application/record-seen.js';
import {
  fromWireWish,
  toWireGroup,
  toWireHit,
  toWireLocationAccess,
  toWireMe,
  toWirePreferences,
  toWireRoomAccess,
} from './access-mapper.js';
import { fromWireAuditFilter, toWireAuditRecord } from './audit-mapper.js';
import { fromWireCheck, toWireReach, toWireVerdict } from './check-mapper.js';
import {
  readGroupId,
  readIds,
  readLocationId,
  readOptionalUserId,
  readRoomRef,
  readSeenVersion,
  readUserIds,
  requireLength,
} from './request-fields.js';
import { toWirePerson } from '@flexspace/service-kit';

const CHECKS_MAX = 500;
const LIST_MAX = 500;
const GATE_MAX = 200;

const USER_IDS = { path: 'user_ids', min: 1, max: LIST_MAX };
const GROUP_IDS = { path: 'group_ids', min: 0, max: GATE_MAX };

/** Every RPC: fields in, one use case, views out. Whoever calls is noted in the directory on the way. */
export const accessHandlers = (ports: AccessPorts, seen: SeenRecorder): Handlers<AccessServiceService> => {
  const noted = <Request, Response>(
    handle: (request: Request, call: CallContext) => Promise<Response>,
  ): Handler<Request, Response> =>
    unary((request, call) => {
      seen.note(call.caller);
      return handle(request, call);
    });

  return {
    checkAccess: noted(async (request, call) => {
      const [refusal] = await checkAccess(ports, call, [fromWireCheck(request, '')]);
      return toWireVerdict(refusal);
    }),
    bulkCheckAccess: noted(async ({ checks }, call) => {
      requireLength(checks, { path: 'checks', min: 1, max: CHECKS_MAX });
      const asked = checks.map((check, index) => fromWireCheck(check, `checks[${index}].`));
      return { verdicts: (await checkAccess(ports, call, asked)).map(toWireVerdict) };
    }),
    listAccessible: noted(async ({ subjectId }, call) =>
      toWireReach(await listAccessible(ports, call, readOptionalUserId(subjectId, 'subject_id'))),
    ),

    // GetMe records the caller itself, and waits for it.
    getMe: unary(async (_request, call) => toWireMe(await getMe(ports, call))),
    getPeople: noted(async ({ userIds }) => {
      const people = await getPeople(ports, readUserIds(userIds, { ...USER_IDS, min: 0 }));
      return { people: people.map(toWirePerson) };
    }),
    searchPeople: noted(async ({ query, pageSize }, call) => ({
      hits: (await searchPeople(ports, call, { query, limit: pageSize })).map(toWireHit),
    })),

    getGroup: noted(async ({ groupId }, call) =>
      toWireGroup(await getGroup(ports, call, readGroupId(groupId, 'group_id'))),
    ),
    listGroups: noted(async ({ locationId }, call) => {
      const at = locationId === 0 ? undefined : readLocationId(locationId, 'location_id');
      return { groups: (await listGroups(ports, call, at)).map(toWireGroup) };
    }),
    createGroup: noted(async ({ locationId, name, description }, call) => {
      const command = { locationId: readLocationId(locationId, 'location_id'), words: { name, description } };
      return toWireGroup(await createGroup(ports, call, command));
    }),
    updateGroup: noted(async ({ groupId, name, description, ifVersion }, call) => {
      const words = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
      const command = { groupId: readGroupId(groupId, 'group_id'), words, seenVersion: readSeenVersion(ifVersion) };
      return toWireGroup(await updateGroup(ports, call, command));
    }),
    deleteGroup: noted(async ({ groupId, force, ifVersion }, call) => {
      const command = { groupId: readGroupId(groupId, 'group_id'), force, seenVersion: readSeenVersion(ifVersion) };
      await deleteGroup(ports, call, command);
      return {};
    }),
    addGroupMembers: noted(async ({ groupId, userIds }, call) => {
      const command = { groupId: readGroupId(groupId, 'group_id'), userIds: readUserIds(userIds, USER_IDS) };
      return toWireGroup(await addGroupMembers(ports, call, command));
    }),
    removeGroupMembers: noted(async ({ groupId, userIds }, call) => {
      const command = { groupId: readGroupId(groupId, 'group_id'), userIds: readUserIds(userIds, USER_IDS) };
      return toWireGroup(await removeGroupMembers(ports, call, command));
    }),

    listLocationAccess: noted(async ({ locationIds }, call) => {
      const ids = readIds(locationIds, { path: 'location_ids', min: 0, max: LIST_MAX }, readLocationId);
      return { locations: (await listLocationAccess(ports, call, ids)).map(toWireLocationAccess) };
    }),
    addLocationManagers: noted(async (request, call) =>
      toWireLocationAccess(await addLocationManagers(ports, call, readAppointment(request))),
    ),
    removeLocationManagers: noted(async (request, call) =>
      toWireLocationAccess(await removeLocationManagers(ports, call, readAppointment(request))),
    ),
    setLocationGate: noted(async ({ locationId, groupIds }, call) => {
      const command = {
        locationId: readLocationId(locationId, 'location_id'),
        groupIds: readIds(groupIds, GROUP_IDS, readGroupId),
      };
      return toWireLocationAccess(await setLocationGate(ports, call, command));
    }),
    setDelegation: noted(async ({ locationId, allow }, call) => {
      const command = { locationId: readLocationId(locationId, 'location_id'), allow };
      return toWireLocationAccess(await setDelegation(ports, call, command));
    }),

    listRoomAccess: noted(async ({ rooms }, call) => {
      requireLength(rooms, { path: 'rooms', min: 1, max: LIST_MAX });
      const places = rooms.map((room, index) => readRoomRef(room, `rooms[${index}]`));
      return { rooms: (await listRoomAccess(ports, call, places)).map(toWireRoomAccess) };
    }),
    addRoomManagers: noted(async ({ room, userIds }, call) => {
      const command = { room: readRoomRef(room, 'room'), userIds: readUserIds(userIds, USER_IDS) };
      return toWireRoomAccess(await addRoomManagers(ports, call, command));
    }),
    removeRoomManagers: noted(async ({ room, userIds }, call) => {
      const command = { room: readRoomRef(room, 'room'), userIds: readUserIds(userIds, USER_IDS) };
      return toWireRoomAccess(await removeRoomManagers(ports, call, command));
    }),
    setRoomGate: noted(async ({ room, groupIds }, call) => {
      const command = { room: readRoomRef(room, 'room'), groupIds: readIds(groupIds, GROUP_IDS, readGroupId) };
      return toWireRoomAccess(await setRoomGate(ports, call, command));
    }),

    getPreferences: noted(async (_request, call) => toWirePreferences(await getPreferences(ports, call))),
    updatePreferences: noted(async (request, call) =>
      toWirePreferences(await updatePreferences(ports, call, fromWireWish(request))),
    ),

    listAudit: noted(async ({ filter, pageSize, pageToken }, call) => {
      const page = await listAudit(ports, call, { filter: fromWireAuditFilter(filter), pageSize, pageToken });
      return { records: page.records.map(toWireAuditRecord), nextPageToken: page.nextPageToken };
    }),
  };
};

const readAppointment = ({ locationId, userIds }: RemoveLocationManagersRequest) => ({
  locationId: readLocationId(locationId, 'location_id'),
  userIds: readUserIds(userIds, USER_IDS),
});
