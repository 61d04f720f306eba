import {
  Action,
  DenyReason,
  Verdict,
  type AccessServiceClient,
  type CheckAccessRequest,
  type CheckAccessResponse,
} from '@flexspace/contracts/flexspace/access/v1/access';
import { DomainError, Unavailable, type Person, type Reach, type UserId } from '@flexspace/kernel';
import { fromWirePerson, toReach, type CallOptions, type PromiseClient } from '@flexspace/service-kit';
import type { AccessQuestion } from '../../application/actor.js';
import type { Refusal } from '../../domain/booking-errors.js';

/** A verdict that takes longer is one that cannot be had. */
const TIMEOUT_MS = 2_000;
const MAX_CHECKS = 500;
/** Rounds of questions that are under way at once; what is asked meanwhile goes with the next. */
const MAX_ROUNDS = 3;

/** On whose behalf: what of a call goes along to the access service. */
export type Behalf = Pick<CallOptions, 'token' | 'requestId' | 'deadline'>;

export interface AccessVerdicts {
  refusal(behalf: Behalf, question: AccessQuestion): Promise<Refusal | undefined>;
  reach(behalf: Behalf, of: UserId): Promise<Reach>;
  people(behalf: Behalf, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Person>>;
}

interface Waiting {
  readonly check: CheckAccessRequest;
  readonly behalf: Behalf;
  resolve(answer: CheckAccessResponse): void;
  reject(error: unknown): void;
}

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

/** A token that access refuses is the caller's trouble; anything else means that there is no verdict. */
const noVerdict = (error: unknown): unknown =>
  error instanceof DomainError && error.reason === 'UNAUTHENTICATED' ? error : new Unavailable('Access control', error);

const parts = (group: readonly Waiting[]): (readonly Waiting[])[] =>
  Array.from({ length: Math.ceil(group.length / MAX_CHECKS) }, (_, part) =>
    group.slice(part * MAX_CHECKS, (part + 1) * MAX_CHECKS),
  );

/** The same question is asked once, however many requests of one person wait for it. */
const distinct = (group: readonly Waiting[]) => {
  const known = new Map<string, number>();
  const checks: CheckAccessRequest[] = [];
  const places = new Map(
    group.map((one) => {
      const key = JSON.stringify(one.check);
      const at = known.get(key) ?? checks.push(one.check) - 1;
      known.set(key, at);
      return [one, at];
    }),
  );
  return { checks, indexOf: (one: Waiting): number => places.get(one) ?? -1 };
};

/**
 * Questions to the access service. Those of one person that are asked in the same turn of the event loop travel as one call, and
 * the calls of all who ask then as one message: a busy gateway asks many at once, and each call costs more than each verdict.
 */
export const createAccessVerdicts = (client: PromiseClient<AccessServiceClient>): AccessVerdicts => {
  let waiting = new Map<string, Waiting[]>();
  let rounds = 0;
  let scheduled = false;

  const ask = async (group: readonly Waiting[]): Promise<void> => {
    const [first] = group;
    if (first === undefined) return;
    try {
      const options = { ...first.behalf, timeoutMs: TIMEOUT_MS, idempotent: true };
      const { checks, indexOf } = distinct(group);
      const { verdicts } = await client.bulkCheckAccess({ checks }, options);
      group.forEach((one) => {
        const verdict = verdicts[indexOf(one)];
        if (verdict === undefined) one.reject(new Error('a verdict for every question'));
        else one.resolve(verdict);
      });
    } catch (error) {
      for (const one of group) one.reject(noVerdict(error));
    }
  };

  const round = async (groups: Iterable<readonly Waiting[]>): Promise<void> => {
    rounds += 1;
    await Promise.all([...groups].flatMap((group) => parts(group).map(ask)));
    rounds -= 1;
    schedule();
  };

  const flush = (): void => {
    scheduled = false;
    if (rounds >= MAX_ROUNDS || waiting.size === 0) return;
    const groups = waiting.values();
    waiting = new Map();
    void round(groups);
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };

  return {
    async refusal(behalf, question) {
      const answer = await new Promise<CheckAccessResponse>((resolve, reject) => {
        const mine = { check: toCheck(question), behalf, resolve, reject };
        const group = waiting.get(behalf.token);
        if (group === undefined) waiting.set(behalf.token, [mine]);
        else group.push(mine);
        schedule();
      });
      return toRefusal(answer);
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
