import { minuteMs } from '../../time/zone.js';

export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Half-open: what only touches does not overlap. */
export const overlaps = (one: Interval, other: Interval): boolean => one.start < other.end && other.start < one.end;

/** In order, with those that overlap or touch joined. */
export function normalise(intervals: readonly Interval[]): Interval[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of [...intervals].sort((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

export const totalMs = (intervals: readonly Interval[]): number =>
  intervals.reduce((all, { start, end }) => all + end - start, 0);

export type Refusal = 'errPast' | 'errOrder' | 'errTaken' | 'errOwn' | 'errTooMany';

/** Why an interval cannot be chosen, or null when it can. The server decides in the end; this only saves a round trip. */
export function refuse(
  wanted: Interval,
  context: { now: number; taken: readonly Interval[]; own: readonly Interval[] },
): { reason: Refusal; with: Interval | null } | null {
  if (wanted.end <= wanted.start) return { reason: 'errOrder', with: null };
  if (wanted.end <= context.now) return { reason: 'errPast', with: null };
  const taken = context.taken.find((other) => overlaps(wanted, other));
  if (taken) return { reason: 'errTaken', with: taken };
  const own = context.own.find((other) => overlaps(wanted, other));
  return own ? { reason: 'errOwn', with: own } : null;
}

/** A start that lies behind moves up to now: nobody means the part that is over. */
export function clampToNow(wanted: Interval, now: number): Interval {
  return wanted.start < now ? { start: now, end: wanted.end } : wanted;
}

/** The proposal for a start: the default length, cut where the desk is taken. */
export function propose(start: number, hours: number, blocked: readonly Interval[]): Interval {
  const end = start + hours * 60 * minuteMs;
  const next = blocked
    .filter((other) => other.start > start)
    .reduce((first, other) => Math.min(first, other.start), Infinity);
  return { start, end: Math.min(end, next) };
}

/** Two clicks in either order make one interval; the later click takes its whole slot in. */
export function betweenClicks(first: number, second: number, slotMs: number): Interval {
  return second >= first ? { start: first, end: second + slotMs } : { start: second, end: first + slotMs };
}

/** Cuts a wish back to the free stretch around `anchor`, so that a draft stops at somebody else's booking instead of covering it. */
export function clipAround(wanted: Interval, anchor: number, blocked: readonly Interval[]): Interval {
  let { start, end } = wanted;
  for (const other of blocked) {
    if (other.end <= anchor) start = Math.max(start, other.end);
    else if (other.start > anchor) end = Math.min(end, other.start);
  }
  return { start, end };
}
