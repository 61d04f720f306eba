import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { clampToNow, normalise, overlaps, refuse, totalMs, type Interval, type Refusal } from '../intervals.js';

const mostIntervals = 100;
const slackMs = 3000;

export interface Choice {
  readonly intervals: Ref<Interval[]>;
  readonly refusal: Ref<{ reason: Refusal; with: Interval | null } | null>;
  readonly lengthMs: ComputedRef<number>;
  readonly add: (wanted: Interval) => boolean;
  readonly remove: (index: number) => void;
  /** False for the part of an ongoing booking that has begun: it can end, but not go. */
  readonly removable: (interval: Interval) => boolean;
  readonly move: (index: number, wanted: Interval) => boolean;
  readonly only: (wanted: Interval) => boolean;
  readonly allows: (wanted: Interval) => boolean;
  /** What to send: starts that slipped behind while one was choosing move up to just ahead of now. */
  readonly ready: () => Interval[];
}

export interface ChoiceContext {
  readonly taken: () => readonly Interval[];
  readonly own: () => readonly Interval[];
  /** An ongoing booking keeps its start, which lies in the past. */
  readonly keptStart: () => number | null;
}

/** The times somebody is choosing, always in order, joined where they touch, never over somebody else's. */
export function useChoice(context: ChoiceContext): Choice {
  const intervals = ref<Interval[]>([]);
  const refusal = ref<{ reason: Refusal; with: Interval | null } | null>(null);
  const lengthMs = computed(() => totalMs(intervals.value));

  function prepared(wanted: Interval): Interval {
    const now = Date.now();
    const kept = context.keptStart();
    // What reaches back before now can only be the part of an ongoing booking that has begun.
    return kept !== null && wanted.start <= now ? { start: kept, end: wanted.end } : clampToNow(wanted, now);
  }
  const removable = (interval: Interval): boolean => interval.start !== context.keptStart();
  const why = (wanted: Interval): ReturnType<typeof refuse> =>
    refuse(wanted, { now: Date.now(), taken: context.taken(), own: context.own() });

  function put(others: readonly Interval[], wanted: Interval): boolean {
    const ready = prepared(wanted);
    refusal.value = why(ready) ?? (others.length >= mostIntervals ? { reason: 'errTooMany', with: null } : null);
    if (refusal.value !== null) return false;
    intervals.value = normalise([...others, ready]);
    return true;
  }

  const without = (index: number): Interval[] => intervals.value.filter((_, other) => other !== index);

  return {
    intervals,
    refusal,
    lengthMs,
    add: (wanted) => put(intervals.value, wanted),
    move: (index, wanted) => put(without(index), wanted),
    only: (wanted) => put([], wanted),
    remove(index) {
      const gone = intervals.value[index];
      if (gone === undefined || !removable(gone)) return;
      intervals.value = without(index);
      refusal.value = null;
    },
    removable,
    allows(wanted) {
      const ready = prepared(wanted);
      return (
        ready.end > Date.now() &&
        !context.taken().some((other) => overlaps(ready, other)) &&
        !context.own().some((other) => overlaps(ready, other))
      );
    },
    ready() {
      const soonest = Math.ceil((Date.now() + slackMs) / 1000) * 1000;
      const kept = context.keptStart();
      return intervals.value
        .map(({ start, end }) => ({ start: start === kept ? start : Math.max(start, soonest), end }))
        .filter(({ start, end }) => end > start);
    },
  };
}
