import { Forbidden, InvalidRequest, type Reach, type UserId } from '@flexspace/kernel';
import { mayAskAboutAnybody, mayAskAboutOthers } from '../domain/authority.js';
import { decide, locationOf, type Check, type Refusal } from '../domain/decision.js';
import { plainStanding, toReach, type Scope, type Standing } from '../domain/standing.js';
import type { AccessPorts } from './ports/access-ports.js';
import { rolesOf, type CallingParty, type Request } from './ports/request.js';

/** A check and whose right it is about; undefined = the caller's own. */
export interface SubjectCheck {
  readonly subjectId: UserId | undefined;
  readonly check: Check;
}

/** Decides every check by the same rules, in the order asked. */
export const checkAccess = async (
  ports: Pick<AccessPorts, 'standings' | 'telemetry'>,
  request: Request,
  checks: readonly SubjectCheck[],
): Promise<readonly Refusal[]> =>
  Promise.all(
    checks.map(async (asked, index) => {
      const path = checks.length === 1 ? 'subject_id' : `checks[${index}].subject_id`;
      const reach = await subjectReach(ports, request.caller, { asked, path });
      // Who may not ask gets a refusal rather than an error: one such question does not spoil the others of a batch, and
      // whoever wanted to act for somebody in a place that is not theirs may not do that either.
      const refusal = reach === 'not to be told' ? 'FORBIDDEN' : decide(asked.check, reach);
      ports.telemetry.decided(asked.check.action, refusal);
      return refusal;
    }),
  );

/** Everything that one person can reach. */
export const listAccessible = async (
  ports: Pick<AccessPorts, 'standings'>,
  request: Request,
  subjectId: UserId | undefined,
): Promise<Reach> => {
  const { caller } = request;
  const subject = requireSubject(caller, subjectId, 'subject_id');
  if (subject !== caller.userId && !mayAskAboutAnybody(caller)) {
    throw new Forbidden('FORBIDDEN', 'You may not ask what other people can reach.');
  }
  return reachOf(caller, await ports.standings.load(subject, 'everywhere'), 'everywhere');
};

const subjectReach = async (
  ports: Pick<AccessPorts, 'standings'>,
  caller: CallingParty,
  { asked, path }: { asked: SubjectCheck; path: string },
): Promise<Reach | 'not to be told'> => {
  const subject = requireSubject(caller, asked.subjectId, path);
  const scope = locationOf(asked.check);
  // What only superusers may do depends on no place: roles alone decide, and those of others are on record.
  if (scope === undefined) {
    if (subject === caller.userId) return reachOf(caller, plainStanding(subject), 'everywhere');
    if (!mayAskAboutAnybody(caller)) return 'not to be told';
    return reachOf(caller, await ports.standings.load(subject, 'everywhere'), 'everywhere');
  }
  if (subject === caller.userId) return reachOf(caller, await ports.standings.load(subject, scope), scope);
  // Both are asked for in the same turn, so they come with one query.
  const [theirs, own] = await Promise.all([
    ports.standings.load(subject, scope),
    ports.standings.load(caller.userId, scope),
  ]);
  if (!mayAskAboutOthers(caller, asked.check, reachOf(caller, own, scope))) return 'not to be told';
  return reachOf(caller, theirs, scope);
};

/** The caller's realm roles come from the token, everybody else's from the directory. */
const reachOf = (caller: CallingParty, standing: Standing, scope: Scope): Reach =>
  toReach(standing, standing.userId === caller.userId ? rolesOf(caller) : standing.recordedRoles, scope);

const requireSubject = (caller: CallingParty, subjectId: UserId | undefined, path: string): UserId => {
  if (subjectId !== undefined) return subjectId;
  if (caller.isService)
    throw InvalidRequest.field(path, 'is required: a service has no rights of its own to ask about');
  return caller.userId;
};
