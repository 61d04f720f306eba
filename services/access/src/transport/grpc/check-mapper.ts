import {
  Action,
  DenyReason as WireReason,
  Verdict,
  type CheckAccessRequest,
  type CheckAccessResponse,
  type ListAccessibleResponse,
} from '@flexspace/contracts/flexspace/access/v1/access';
import { InvalidRequest, type Reach } from '@flexspace/kernel';
import type { SubjectCheck } from '../../application/check-access.js';
import type { Check, DenyReason, Refusal } from '../../domain/decision.js';
import { readLocationId, readOptionalUserId, readRoomId, readUserId } from './request-fields.js';

/** A check as it came in; `prefix` names it inside a bulk request. Throws InvalidRequest for what cannot be decided. */
export const fromWireCheck = (request: CheckAccessRequest, prefix: string): SubjectCheck => ({
  subjectId: readOptionalUserId(request.subjectId, `${prefix}subject_id`),
  check: readCheck(request, prefix),
});

const readCheck = (request: CheckAccessRequest, prefix: string): Check => {
  const location = () => readLocationId(request.locationId, `${prefix}location_id`);
  const room = () => ({ locationId: location(), roomId: readRoomId(request.roomId, `${prefix}room_id`) });
  switch (request.action) {
    case Action.ACTION_SEE:
      return { action: 'see', locationId: location() };
    case Action.ACTION_MANAGE_LOCATION:
      return { action: 'manage_location', locationId: location() };
    case Action.ACTION_MANAGE_ROOM:
      return { action: 'manage_room', room: room() };
    case Action.ACTION_BOOK:
      return { action: 'book', room: room(), desk: readDesk(request, prefix) };
    case Action.ACTION_CHANGE_BOOKING:
      return { action: 'change_booking', room: room(), ownerId: readUserId(request.ownerId, `${prefix}owner_id`) };
    case Action.ACTION_ADMINISTER:
      return { action: 'administer' };
    case Action.ACTION_UNSPECIFIED:
    case Action.UNRECOGNIZED:
      throw InvalidRequest.field(`${prefix}action`, 'is required');
  }
};

const readDesk = (request: CheckAccessRequest, prefix: string) => {
  // Absent facts are not “nothing special”: whoever forgets them would be allowed into a room under maintenance.
  if (request.desk === undefined) throw InvalidRequest.field(`${prefix}desk`, 'is required');
  const { roomUnderMaintenance, permanentAssigneeId } = request.desk;
  return {
    roomUnderMaintenance,
    permanentAssignee: readOptionalUserId(permanentAssigneeId, `${prefix}desk.permanent_assignee_id`),
  };
};

const REASONS: Readonly<Record<DenyReason, WireReason>> = {
  FORBIDDEN: WireReason.DENY_REASON_FORBIDDEN,
  LOCATION_GATE: WireReason.DENY_REASON_LOCATION_GATE,
  ROOM_GATE: WireReason.DENY_REASON_ROOM_GATE,
  ROOM_UNDER_MAINTENANCE: WireReason.DENY_REASON_ROOM_UNDER_MAINTENANCE,
  DESK_PERMANENT: WireReason.DENY_REASON_DESK_PERMANENT,
  NOT_OWNER: WireReason.DENY_REASON_NOT_OWNER,
};

export const toWireVerdict = (refusal: Refusal): CheckAccessResponse =>
  refusal === undefined
    ? { verdict: Verdict.VERDICT_ALLOW, reason: WireReason.DENY_REASON_UNSPECIFIED }
    : { verdict: Verdict.VERDICT_DENY, reason: REASONS[refusal] };

export const toWireReach = (reach: Reach): ListAccessibleResponse => ({
  passesGates: reach.passesGates,
  managesEverything: reach.managesEverything,
  closedLocationIds: ascending(reach.closedLocations),
  managedLocationIds: ascending(reach.managedLocations),
  managedRoomIds: ascending(reach.managedRooms),
  gateOpenRoomIds: ascending(reach.gateOpenRooms),
});

const ascending = (ids: ReadonlySet<number>): number[] => [...ids].toSorted((a, b) => a - b);
