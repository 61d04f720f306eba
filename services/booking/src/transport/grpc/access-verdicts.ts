import {
  Action,
  DenyReason,
  Verdict,
  type AccessServiceClient,
  type CheckAccessRequest,
  type CheckAccessResponse,
} from '@flexspace/contracts/flexspace/access/v1/access';
import { DomainError, Unavailable, type Person, type Reach, type UserId } from '@flexspace/kernel';
import {
  deadlineOf,
  fromWirePerson,
  gather,
  lastDeadline,
  toReach,
  type Asked,
  type CallOptions,
  type PromiseClient,
} from '@flexspace/service-kit';
import type { AccessQuestion } from '../../application/actor.js';
import type { Refusal } from '../../domain/booking-errors.js';

/** A verdict that takes longer is one that cannot be had. */
const TIMEOUT_MS = 2_000;
const MAX_CHECKS = 500;
const MAX_UNDER_WAY = 3;
const MAX_WAITING = 20_000;

/** On whose behalf: what of a call goes along to the access service. */
export type Behalf = Pick<CallOptions, 'token' | 'requestId' | 'deadline'>;

export interface AccessVerdicts {
  refusal(behalf: Behalf, question: AccessQuestion): Promise<Refusal | undefined>;
  reach(behalf: Behalf, of: UserId): Promise<Reach>;
  people(behalf: Behalf, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Person>>;
}

interface Check {
  readonly check: CheckAccessRequest;
  readonly behalf: Behalf;
}
type AskedCheck = Asked<Check, CheckAccessResponse>;

const ACTIONS: Record<AccessQuestion['action'], Action> = {
  see: Action.ACTION_SEE,
  book: Action.ACTION_BOOK,
  change: Action.ACTION_CHANGE_BOOKING,
  manage_room: Action.ACTION_MANAGE_ROOM,
};

const REFUSALS: Partial<Record<DenyReason, Refusal>> = {
  [DenyReason.DENY_REASON_LOCATION_GATE]: 'LOCATION_GATE',
  [DenyReason.DENY_REASON_ROOM_GATE]: 'ROOM_GATE',
  [DenyReason.DENY_REASON_ROOM_UNDER_MAINTENANCE]: 'ROOM_UNDER_MAINTENANCE',
  [DenyReason.DENY_REASON_DESK_PERMANENT]: 'DESK_PERMANENT',
  [DenyReason.DENY_REASON_NOT_OWNER]: 'NOT_OWNER',
};

const toCheck = (question: AccessQuestion): CheckAccessRequest => ({
  subjectId: question.action === 'book' ? (question.subject ?? '') : '',
  action: ACTIONS[question.action],
  locationId: question.place.locationId,
  roomId: question.place.roomId,
  desk:
    question.action === 'book'
      ? {
          roomUnderMaintenance: question.desk.roomUnderMaintenance,
          permanentAssigneeId: question.desk.permanentAssignee ?? '',
        }
      : undefined,
  ownerId: question.action === 'change' ? question.owner : '',
});

/** Whatever is not a clear yes is a no. */
const toRefusal = (answer: CheckAccessResponse): Refusal | undefined =>
  answer.verdict === Verdict.VERDICT_ALLOW ? undefined : (REFUSALS[answer.reason] ?? 'FORBIDDEN');

/** A token that access refuses is the caller's trouble, and a defect stays one; anything else means that there is no verdict. */
const noVerdict = (error: unknown): unknown =>
  !(error instanceof DomainError) || error.reason === 'UNAUTHENTICATED'
    ? error
    : new Unavailable('Access control', error);

/** The same question is asked once, however many requests of one person wait for it. */
const distinct = (group: readonly AskedCheck[]) => {
  const known = new Map<string, number>();
  const checks: CheckAccessRequest[] = [];
  const places = new Map(
    group.map((one) => {
      const { check } = one.question;
      const key = JSON.stringify(check);
      const at = known.get(key) ?? checks.push(check) - 1;
      known.set(key, at);
      return [one, at];
    }),
  );
  return { checks, indexOf: (one: AskedCheck): number => places.get(one) ?? -1 };
};

/**
 * Questions to the access service. Those of one person that are asked in the same turn of the event loop travel as one call, and
 * the calls of all who ask then as one message: a busy gateway asks many at once, and each call costs more than each verdict.
 */
export const createAccessVerdicts = (
  client: Pick<PromiseClient<AccessServiceClient>, 'bulkCheckAccess' | 'listAccessible' | 'getPeople'>,
): AccessVerdicts => {
  const askOf = async (person: readonly AskedCheck[]): Promise<void> => {
    const [first] = person;
    if (first === undefined) return;
    const { token, requestId } = first.question.behalf;
    try {
      const { checks, indexOf } = distinct(person);
      const { verdicts } = await client.bulkCheckAccess(
        { checks },
        { token, ...(requestId !== undefined && { requestId }), deadline: lastDeadline(person), idempotent: true },
      );
      person.forEach((one) => {
        const verdict = verdicts[indexOf(one)];
        if (verdict === undefined) one.reject(new Error('a verdict for every question'));
        else one.resolve(verdict);
      });
    } catch (error) {
      for (const one of person) one.reject(error);
    }
  };

  const ask = gather<Check, CheckAccessResponse>({
    send: async (together) => {
      const byPerson = Map.groupBy(together, ({ question }) => question.behalf.token);
      await Promise.all([...byPerson.values()].map(askOf));
    },
    maxTogether: MAX_CHECKS,
    maxUnderWay: MAX_UNDER_WAY,
    maxWaiting: MAX_WAITING,
  });

  return {
    async refusal(behalf, question) {
      try {
        const deadline = deadlineOf({ ...behalf, timeoutMs: TIMEOUT_MS });
        return toRefusal(await ask({ check: toCheck(question), behalf }, deadline));
      } catch (error) {
        throw noVerdict(error);
      }
    },
    async reach(behalf, of) {
      try {
        const answer = await client.listAccessible(
          { subjectId: '' },
          { ...behalf, timeoutMs: TIMEOUT_MS, idempotent: true },
        );
        return toReach(answer, of);
      } catch (error) {
        throw noVerdict(error);
      }
    },
    async people(behalf, ids) {
      const answer = await client.getPeople(
        { userIds: [...ids] },
        { ...behalf, timeoutMs: TIMEOUT_MS, idempotent: true },
      );
      const found = answer.people.map(fromWirePerson).filter((person) => person !== undefined);
      return new Map(found.map((person) => [person.id, person]));
    },
  };
};
