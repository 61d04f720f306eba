import {
  DomainError,
  InvalidRequest,
  type Clock,
  type DeskId,
  type FieldViolation,
  type Interval,
} from '@flexspace/kernel';
import { DeskLocked, KeyReused, noSuchDesk, refused, SlotTaken } from '../domain/booking-errors.js';
import { timeViolations } from '../domain/booking-rules.js';
import type { BookableDesk } from '../domain/desk-place.js';
import type { Actor } from './actor.js';
import { datesTouched } from './local-days.js';
import { holdersOrNobody } from './lock-holders.js';
import { outdated } from './outdated.js';
import type { BookingStore, BulkRow, BulkRowOutcome, DeskDirectory, DeskLocks, IdempotencyKey } from './ports.js';

const MAX_DESKS = 100;
const MAX_INTERVALS = 100;
const MAX_DECISIONS = 4;

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

export interface BulkResult {
  readonly deskId: DeskId;
  readonly during: Interval;
  /** Undefined when refused. */
  readonly bookingId: number | undefined;
  readonly reason: DomainError['reason'] | undefined;
  readonly conflictDays: readonly string[];
}

/** Books many intervals on one or many desks, each for itself or all together. */
export const bulkCreate =
  (parts: BulkParts) =>
  async (actor: Actor, command: BulkCommand): Promise<readonly BulkResult[]> => {
    assertSizes(command);
    for (let decision = 0; decision < MAX_DECISIONS; decision += 1) {
      const earlier = await recall(parts.bookings, command.key);
      if (earlier !== undefined) return earlier;
      const now = parts.clock.now();
      assertTimes(command.intervals, { now, horizonDays: parts.horizonDays });
      const desks = await Promise.all(command.deskIds.map((deskId) => verdictOn(parts, actor, deskId)));
      const refusedDesk = desks.find((desk) => desk instanceof DomainError);
      if (refusedDesk !== undefined && (command.singleDesk || command.atomic)) throw refusedDesk;

      const rows = desks.flatMap((desk): BulkRow[] =>
        desk instanceof DomainError ? [] : command.intervals.map((during) => ({ desk, during })),
      );
      const toAnswer = (outcomes: readonly BulkRowOutcome[]): BulkResult[] =>
        resultsOf(command, { desks, rows, outcomes });
      const { atomic, key } = command;
      const options = { user: actor.person, now, atomic, key, toAnswer };
      const outcomes = rows.length === 0 ? [] : await parts.bookings.createMany(rows, options);
      // The same request is being answered elsewhere: its answer is there now.
      if (outcomes === 'key_taken') continue;
      const changed = outcomes.some((outcome) => outcome.kind === 'facts_changed');
      // Nothing is written yet in either case, so deciding anew is safe; a partial answer stands as it is.
      if (changed && (atomic || outcomes.every((outcome) => outcome.kind !== 'created'))) continue;
      if (atomic) assertAllTaken(outcomes);
      return toAnswer(outcomes);
    }
    throw outdated();
  };

/** What the first request under a key was told. It was written by this program, so it is read as such. */
const recall = async (
  bookings: BookingStore,
  key: IdempotencyKey | undefined,
): Promise<readonly BulkResult[] | undefined> => {
  const earlier = key && (await bookings.recallMany(key));
  if (earlier?.kind === 'key_reused') throw new KeyReused();
  return earlier?.answer as readonly BulkResult[] | undefined;
};

const assertSizes = ({ deskIds, intervals }: BulkCommand): void => {
  const problems: FieldViolation[] = [];
  if (deskIds.length < 1 || deskIds.length > MAX_DESKS) {
    problems.push({ path: 'desk_ids', message: `must be 1 to ${MAX_DESKS}` });
  }
  deskIds.forEach((deskId, index) => {
    if (deskIds.indexOf(deskId) < index) problems.push({ path: `desk_ids[${index}]`, message: 'is there twice' });
  });
  if (intervals.length < 1 || intervals.length > MAX_INTERVALS) {
    problems.push({ path: 'intervals', message: `must be 1 to ${MAX_INTERVALS}` });
  }
  if (problems.length > 0) throw new InvalidRequest(problems);
};

const assertTimes = (intervals: readonly Interval[], limits: Parameters<typeof timeViolations>[1]): void => {
  const problems = intervals.flatMap((during, index) => timeViolations(during, limits, `intervals[${index}].`));
  if (problems.length > 0) throw new InvalidRequest(problems);
};

/** The desk, or why it cannot be booked by this caller. */
const verdictOn = async (parts: BulkParts, actor: Actor, deskId: DeskId): Promise<BookableDesk | DomainError> => {
  const desk = await parts.desks.read(deskId);
  if (desk === undefined) return noSuchDesk();
  const [refusal, holders] = await Promise.all([
    actor.refusal({ action: 'book', place: desk, desk }),
    holdersOrNobody(parts.locks, [deskId]),
  ]);
  if (refusal !== undefined) return refused(refusal);
  const holder = holders.get(deskId)?.by;
  return holder !== undefined && holder.id !== actor.person.id ? new DeskLocked(holder) : desk;
};

/** The refusal of the first row that a create would have refused, naming every row. */
const assertAllTaken = (outcomes: readonly BulkRowOutcome[]): void => {
  const conflicts = outcomes.flatMap((outcome) => (outcome.kind === 'taken' ? outcome.conflicts : []));
  const violations = outcomes.flatMap((outcome, index): FieldViolation[] =>
    outcome.kind === 'taken' ? [{ path: `results[${index}]`, message: 'SLOT_TAKEN' }] : [],
  );
  if (violations.length > 0) throw new SlotTaken(conflicts, violations);
};

const resultsOf = (
  command: BulkCommand,
  made: {
    readonly desks: readonly (BookableDesk | DomainError)[];
    readonly rows: readonly BulkRow[];
    readonly outcomes: readonly BulkRowOutcome[];
  },
): BulkResult[] => {
  let next = 0;
  return command.deskIds.flatMap((deskId, position) => {
    const desk = made.desks[position];
    return command.intervals.map((during): BulkResult => {
      const none = { deskId, during, bookingId: undefined, conflictDays: [] };
      if (desk === undefined || desk instanceof DomainError) return { ...none, reason: desk?.reason ?? 'NOT_FOUND' };
      const outcome = made.outcomes[next];
      next += 1;
      if (outcome?.kind === 'created') return { ...none, bookingId: outcome.bookingId, reason: undefined };
      if (outcome?.kind !== 'taken') return { ...none, reason: 'UNAVAILABLE' };
      const days = outcome.conflicts.flatMap((taken) =>
        datesTouched(desk.timezone, {
          start: taken.start > during.start ? taken.start : during.start,
          end: taken.end < during.end ? taken.end : during.end,
        }),
      );
      // Against another row of this very request nothing is stored: then the row's own days are what collides.
      const conflictDays = days.length > 0 ? days : datesTouched(desk.timezone, during);
      return { ...none, reason: 'SLOT_TAKEN', conflictDays: [...new Set(conflictDays)] };
    });
  });
};
