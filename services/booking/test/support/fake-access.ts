import {
  AccessServiceService,
  Action,
  DenyReason,
  Verdict,
  type AccessServiceServer,
  type CheckAccessRequest,
  type CheckAccessResponse,
} from '@flexspace/contracts/flexspace/access/v1/access';
import type { Person } from '@flexspace/contracts/flexspace/common/v1/common';
import { Server, ServerCredentials, status, type handleUnaryCall, type Metadata } from '@grpc/grpc-js';
import { tokenClaims } from './token-claims.js';

/** An access service of a few sets: everything is open unless a test closes it. */
export interface FakeAccess {
  readonly address: string;
  readonly closedLocations: Set<number>;
  readonly closedRooms: Set<number>;
  /** People who pass every gate and change every booking. */
  readonly staff: Set<string>;
  /** People who manage rooms. */
  readonly managers: Set<string>;
  readonly people: Map<string, Person>;
  readonly asked: { checks: number; calls: number };
  stop(): void;
}

const deny = (reason: DenyReason): CheckAccessResponse => ({ verdict: Verdict.VERDICT_DENY, reason });
const ALLOW: CheckAccessResponse = { verdict: Verdict.VERDICT_ALLOW, reason: DenyReason.DENY_REASON_UNSPECIFIED };

export const startFakeAccess = async (): Promise<FakeAccess> => {
  const world = {
    closedLocations: new Set<number>(),
    closedRooms: new Set<number>(),
    staff: new Set<string>(),
    managers: new Set<string>(),
    people: new Map<string, Person>(),
    asked: { checks: 0, calls: 0 },
  };

  const decide = (caller: string, check: CheckAccessRequest): CheckAccessResponse => {
    world.asked.checks += 1;
    const subject = check.subjectId === '' ? caller : check.subjectId;
    const gateless = world.staff.has(subject) || world.managers.has(subject);
    const hidden = world.closedLocations.has(check.locationId) && !gateless;
    switch (check.action) {
      case Action.ACTION_SEE:
        return hidden ? deny(DenyReason.DENY_REASON_LOCATION_GATE) : ALLOW;
      case Action.ACTION_BOOK: {
        if (hidden) return deny(DenyReason.DENY_REASON_LOCATION_GATE);
        if (world.closedRooms.has(check.roomId) && !gateless) return deny(DenyReason.DENY_REASON_ROOM_GATE);
        if (check.desk?.roomUnderMaintenance === true) return deny(DenyReason.DENY_REASON_ROOM_UNDER_MAINTENANCE);
        const assignee = check.desk?.permanentAssigneeId ?? '';
        return assignee === '' || assignee === subject ? ALLOW : deny(DenyReason.DENY_REASON_DESK_PERMANENT);
      }
      case Action.ACTION_CHANGE_BOOKING:
        return check.ownerId === subject || gateless ? ALLOW : deny(DenyReason.DENY_REASON_NOT_OWNER);
      case Action.ACTION_MANAGE_ROOM:
        return world.managers.has(subject) ? ALLOW : deny(DenyReason.DENY_REASON_FORBIDDEN);
      default:
        return deny(DenyReason.DENY_REASON_FORBIDDEN);
    }
  };
  const callerOf = (metadata: Metadata): string =>
    String(tokenClaims(String(metadata.get('authorization')[0]).slice('Bearer '.length))['sub']);
  const answer =
    <Request, Response>(handle: (request: Request, caller: string) => Response): handleUnaryCall<Request, Response> =>
    (call, reply) => {
      world.asked.calls += 1;
      reply(null, handle(call.request, callerOf(call.metadata)));
    };

  const handlers: Pick<AccessServiceServer, 'checkAccess' | 'bulkCheckAccess' | 'listAccessible' | 'getPeople'> = {
    checkAccess: answer((request, caller) => decide(caller, request)),
    bulkCheckAccess: answer((request, caller) => ({ verdicts: request.checks.map((check) => decide(caller, check)) })),
    listAccessible: answer((_, caller) => ({
      passesGates: world.staff.has(caller),
      managesEverything: false,
      closedLocationIds: world.managers.has(caller) ? [] : [...world.closedLocations],
      managedLocationIds: world.managers.has(caller) ? [1, 2] : [],
      managedRoomIds: [],
      gateOpenRoomIds: [],
    })),
    getPeople: answer((request) => ({
      people: request.userIds.flatMap((id) => world.people.get(id) ?? []),
    })),
  };
  const refuse: handleUnaryCall<unknown, unknown> = (_, reply) => {
    reply({ code: status.UNIMPLEMENTED, details: 'not in this fake' });
  };
  const names = Object.keys(AccessServiceService);
  const server = new Server();
  server.addService(AccessServiceService, {
    ...Object.fromEntries(names.map((name) => [name, refuse])),
    ...handlers,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    ...world,
    address: `127.0.0.1:${port}`,
    stop: () => {
      server.forceShutdown();
    },
  };
};
