import type { Instant } from './instant.js';

/** Half-open [start, end): 09:00–12:00 and 12:00–15:00 do not collide. Never empty. */
export interface Interval {
  readonly start: Instant;
  readonly end: Instant;
}

/** Throws a RangeError unless end is later than start. */
export const interval = (start: Instant, end: Instant): Interval => {
  if (end <= start) throw new RangeError('an interval ends after it starts');
  return { start, end };
};

export const overlaps = (a: Interval, b: Interval): boolean => a.start < b.end && b.start < a.end;
/** Overlap, or stand end to start. */
export const touches = (a: Interval, b: Interval): boolean => a.start <= b.end && b.start <= a.end;
export const containsInstant = (range: Interval, at: Instant): boolean => range.start <= at && at < range.end;
export const sameInterval = (a: Interval, b: Interval): boolean => a.start === b.start && a.end === b.end;
export const byStart = (a: Interval, b: Interval): number => a.start - b.start || a.end - b.end;

/** Sorted, with those that overlap or touch made one. */
export const normalise = (intervals: readonly Interval[]): Interval[] => {
  const merged: Interval[] = [];
  for (const next of intervals.toSorted(byStart)) {
    const last = merged.at(-1);
    if (last !== undefined && touches(last, next)) {
      merged[merged.length - 1] = { start: last.start, end: next.end > last.end ? next.end : last.end };
    } else {
      merged.push(next);
    }
  }
  return merged;
};

/** What `from` covers and `taken` does not, sorted. */
export const subtract = (from: readonly Interval[], taken: readonly Interval[]): Interval[] => {
  const holes = normalise(taken);
  return normalise(from).flatMap((whole) => {
    const rest: Interval[] = [];
    let start = whole.start;
    for (const hole of holes) {
      if (hole.end <= start || hole.start >= whole.end) continue;
      if (hole.start > start) rest.push({ start, end: hole.start });
      if (hole.end > start) start = hole.end;
    }
    if (start < whole.end) rest.push({ start, end: whole.end });
    return rest;
  });
};
