import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { fromInputs } from '../../../time/zone.js';
import { betweenClicks, type Interval } from '../intervals.js';

export const slotMs = 30 * 60_000;

/** The start of the slot under a point of the calendar's day lanes, found by the dates and times its elements carry. */
function slotAt(root: HTMLElement, at: { x: number; y: number }, zone: string): number | null {
  const lane = [...root.querySelectorAll<HTMLElement>('[data-date]')].find((element) => {
    const box = element.getBoundingClientRect();
    return box.height > 200 && at.x >= box.left && at.x < box.right && at.y >= box.top && at.y < box.bottom;
  });
  const slot = [...root.querySelectorAll<HTMLElement>('[data-time]')].find((element) => {
    const box = element.getBoundingClientRect();
    return at.y >= box.top && at.y < box.bottom;
  });
  const { date } = lane?.dataset ?? {};
  const { time } = slot?.dataset ?? {};
  return date === undefined || time === undefined ? null : fromInputs(date, time, zone);
}

/** Choosing by two clicks: the first is the start, a draft follows the cursor, the second is the end. Works with touch, where dragging scrolls. */
export function useTwoClick(options: {
  root: Readonly<Ref<HTMLElement | null>>;
  zone: () => string;
  clip: (wanted: Interval, anchor: number) => Interval;
  onChosen: (chosen: Interval) => void;
}): {
  preview: ComputedRef<Interval | null>;
  choosing: ComputedRef<boolean>;
  click: (slot: number) => void;
  hover: (event: PointerEvent) => void;
  reset: () => void;
} {
  const first = ref<number | null>(null);
  const last = ref<number | null>(null);
  const choosing = computed(() => first.value !== null);
  const preview = computed(() =>
    first.value === null
      ? null
      : options.clip(betweenClicks(first.value, last.value ?? first.value, slotMs), first.value),
  );

  function reset(): void {
    first.value = null;
    last.value = null;
  }
  function click(slot: number): void {
    if (first.value === null) {
      first.value = slot;
      last.value = slot;
      return;
    }
    last.value = slot;
    const chosen = preview.value;
    reset();
    if (chosen) options.onChosen(chosen);
  }
  function hover(event: PointerEvent): void {
    if (first.value === null || event.pointerType === 'touch' || !options.root.value) return;
    const slot = slotAt(options.root.value, { x: event.clientX, y: event.clientY }, options.zone());
    if (slot !== null) last.value = slot;
  }
  return { preview, choosing, click, hover, reset };
}
