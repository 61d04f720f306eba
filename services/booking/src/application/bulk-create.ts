import {
  DomainError,
  InvalidRequest,
  type Clock,
  type DeskId,
  type FieldViolation,
  type Interval,
} from '@flexspace/kernel';
import { DeskLocked, KeyReused, noSuchDesk, refused } from '../domain/booking-errors.js';
import { timeViolations } from '../domain/booking-rules.js';
import type { BookableDesk } from '../domain/desk-place.js';
import type { Actor } from './actor.js';
import { allOrNothing, resultsOf, toJudged, type BulkCourse, type BulkResult, type Verdict } from './bulk-answer.js';
import { holdersOrNobody } from './lock-holders.js';
import { anyOutdated, outdated } from './outdated.js';
import type { BookingStore, BulkRow, DeskDirectory, DeskLocks, IdempotencyKey, RecalledBulk } from './ports.js';

const MAX_DESKS = 100;
const MAX_INTERVALS = 100;
const MAX_DECISIONS = 4;
/** Errors travel in the head of an answer, which has its bounds; so many are enough to see what is wrong. */
const MAX_VIOLATIONS = 100;

const FREE = { kind: 'free' } as const;

export interface BulkParts {
  readonly clock: Clock;
  readonly horizonDays: number;
  readonly desks: DeskDirectory;
  readonly bookings: BookingStore;
  readonly locks: DeskLocks;
}

export interface BulkCommand {
  readonly deskIds: readonly DeskId[];
  readonly intervals: readonly Interval[];
  readonly atomic: boolean;
  /** The request named one desk: its refusal is the answer, not a row. */
  readonly singleDesk: boolean;
  /** Already bound to the caller and to the request's content. */
  readonly key: IdempotencyKey | undefined;
}

/**
 * Books many intervals on one or many desks, each for itself or all together. However many they are, they are judged by one
 * question to access and one to the locks, and written in one round trip to the database; what memory says of the desks is
 * compared there.
 */
export const bulkCreate =
  (parts: BulkParts) =>
  async (actor: Actor, command: BulkCommand): Promise<readonly BulkResult[]> => {
    assertSizes(command);
    const { key } = command;
    if (key === undefined) return decide(parts, actor, command);
    try {
      return await decide(parts, actor, command);
    } catch (error) {
      // What is refused now may have been right when it was asked for the first time.
      const earlier = error instanceof DomainError ? await parts.bookings.recallMany(key) : undefined;
      if (earlier === undefined) throw error;
      return recalled(command, earlier);
    }
  };

const recalled = (command: BulkCommand, earlier: RecalledBulk): readonly BulkResult[] => {
  if (earlier.kind === 'key_reused') throw new KeyReused();
  return resultsOf(command, earlier.record);
};

const decide = async (parts: BulkParts, actor: Actor, command: BulkCommand): Promise<readonly BulkResult[]> => {
  const { atomic, key, intervals } = command;
  for (let decision = 0; decision < MAX_DECISIONS; decision += 1) {
    const now = parts.clock.now();
    assertTimes(intervals, { now, horizonDays: parts.horizonDays });
    const verdicts = await verdictsOn(parts, actor, command.deskIds);
    if (verdicts === 'outdated') continue;
    const [only] = verdicts;
    if (command.singleDesk && only instanceof DomainError) throw only;

    const rows = verdicts.flatMap((desk): BulkRow[] =>
      desk instanceof DomainError ? [] : intervals.map((during) => ({ desk, during })),
    );
    if (atomic && rows.length < verdicts.length * intervals.length) {
      // Nothing will be written: what is taken is asked only to name the first row that is refused, and all others.
      const taken = await parts.bookings.conflictsOf(rows);
      const outcomes = taken.map((conflicts): BulkCourse['outcomes'][number] =>
        conflicts.length > 0 ? { kind: 'taken', conflicts } : FREE,
      );
      throw allOrNothing(command, { verdicts, rows, outcomes });
    }
    const judged = verdicts.map(toJudged);
    if (rows.length === 0 && key === undefined) return resultsOf(command, { judged, outcomes: [] });
    const outcome = await parts.bookings.createMany(rows, { user: actor.person, now, atomic, key, judged });
    switch (outcome.kind) {
      case 'written':
        return resultsOf(command, { judged, outcomes: outcome.outcomes });
      case 'refused':
        throw allOrNothing(command, { verdicts, rows, outcomes: outcome.outcomes });
      case 'facts_changed':
        for (const deskId of outcome.deskIds) parts.desks.forget(deskId);
        break;
      case 'replayed':
      case 'key_reused':
        return recalled(command, outcome);
    }
  }
  throw outdated();
};

const assertNone = (problems: readonly FieldViolation[]): void => {
  if (problems.length === 0) return;
  const shown = problems.slice(0, MAX_VIOLATIONS);
  const [first] = shown;
  const rest = problems.length - 1;
  const message = `${first?.path ?? ''}: ${first?.message ?? ''}${rest > 0 ? `; and ${rest} more` : ''}`;
  throw new InvalidRequest(shown, message);
};

const assertSizes = ({ deskIds, intervals }: BulkCommand): void => {
  const problems: FieldViolation[] = [];
  if (deskIds.length < 1 || deskIds.length > MAX_DESKS) {
    problems.push({ path: 'desk_ids', message: `must be 1 to ${MAX_DESKS}` });
  }
  const seen = new Set<DeskId>();
  deskIds.forEach((deskId, index) => {
    if (seen.has(deskId)) problems.push({ path: `desk_ids[${index}]`, message: 'is there twice' });
    seen.add(deskId);
  });
  if (intervals.length < 1 || intervals.length > MAX_INTERVALS) {
    problems.push({ path: 'intervals', message: `must be 1 to ${MAX_INTERVALS}` });
  }
  assertNone(problems);
};

const assertTimes = (intervals: readonly Interval[], limits: Parameters<typeof timeViolations>[1]): void => {
  assertNone(intervals.flatMap((during, index) => timeViolations(during, limits, `intervals[${index}].`)));
};

/** Each desk, or why it cannot be booked by this caller; or that a refusal was made on what memory had wrong. */
const verdictsOn = async (
  parts: BulkParts,
  actor: Actor,
  deskIds: readonly DeskId[],
): Promise<readonly Verdict[] | 'outdated'> => {
  const [found, holders] = await Promise.all([parts.desks.findMany(deskIds), holdersOrNobody(parts.locks, deskIds)]);
  const doubtful: BookableDesk[] = [];
  const judge = async (deskId: DeskId): Promise<Verdict> => {
    const desk = found.get(deskId);
    if (desk === undefined) return noSuchDesk();
    // Asked in one turn, so they travel as one question.
    const refusal = await actor.refusal({ action: 'book', place: desk, desk });
    if (refusal !== undefined) {
      doubtful.push(desk);
      return refused(refusal);
    }
    const holder = holders.get(deskId)?.by;
    return holder !== undefined && holder.id !== actor.person.id ? new DeskLocked(holder) : desk;
  };
  const verdicts = await Promise.all(deskIds.map(judge));
  return (await anyOutdated(parts.desks, doubtful)) ? 'outdated' : verdicts;
};
