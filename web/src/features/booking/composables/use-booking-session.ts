import { computed, onMounted, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { BulkRow } from '../../../api/models.js';
import { toProblem, type Problem } from '../../../api/problem.js';
import { minuteMs } from '../../../time/zone.js';
import { useToasts } from '../../../ui/toasts.js';
import { usePreferences, useTimeFormat } from '../../preferences/index.js';
import { propose, type Interval } from '../intervals.js';
import { useBookings } from '../stores/bookings.js';
import type { BookingTarget } from '../stores/dialog.js';
import { useChoice, type Choice } from './use-choice.js';
import { useDeskHold, type DeskHold } from './use-desk-hold.js';
import { useDeskTimes } from './use-desk-times.js';

const quarterMs = 15 * minuteMs;

/** One opening of the booking dialog: the hold, the times chosen so far, and sending them. */
export function useBookingSession(
  target: BookingTarget,
  now: Ref<number>,
  onDone: () => void,
): {
  hold: DeskHold;
  choice: Choice;
  times: ReturnType<typeof useDeskTimes>;
  proposal: ComputedRef<Interval>;
  canChoose: ComputedRef<boolean>;
  saving: Ref<boolean>;
  failed: ShallowRef<Problem | null>;
  rows: ShallowRef<readonly BulkRow[]>;
  changedNothing: ComputedRef<boolean>;
  submit: () => Promise<void>;
} {
  const { t } = useI18n();
  const store = useBookings();
  const preferences = usePreferences();
  const format = useTimeFormat();
  const toasts = useToasts();
  const hold = useDeskHold(target.deskId);
  // Whoever waits for the desk has it as soon as the other lets go.
  const times = useDeskTimes(target, now, () => {
    if (hold.state.value === 'other') void hold.acquire();
  });
  const saving = ref(false);
  const failed = shallowRef<Problem | null>(null);
  const rows = shallowRef<readonly BulkRow[]>([]);
  const { editing } = target;

  const intervalOf = ({ start_time: start, end_time: end }: { start_time: number; end_time: number }): Interval => ({
    start,
    end,
  });
  const choice = useChoice({
    taken: () => (editing === null ? times.taken.value.map(intervalOf) : []),
    own: () => times.own.value.map(intervalOf),
    keptStart: () => (editing !== null && editing.start_time <= Date.now() ? editing.start_time : null),
  });
  if (editing) choice.intervals.value = [intervalOf(editing)];

  const canChoose = computed(
    () => target.bookable && !saving.value && ['held', 'holding', 'unavailable'].includes(hold.state.value),
  );
  const changedNothing = computed(() => {
    const [only] = choice.intervals.value;
    return (
      editing !== null &&
      choice.intervals.value.length === 1 &&
      only?.start === editing.start_time &&
      only.end === editing.end_time
    );
  });
  const blocked = computed(() =>
    [...times.taken.value, ...times.own.value].map(intervalOf).sort((one, other) => one.start - other.start),
  );
  const proposal = computed(() => {
    if (editing) return choice.intervals.value[0] ?? intervalOf(editing);
    const wanted =
      target.at === null || target.at < now.value
        ? target.fromNow
          ? now.value
          : Math.ceil(now.value / quarterMs) * quarterMs
        : target.at;
    return propose(wanted, preferences.current.default_booking_duration, blocked.value);
  });

  onMounted(async () => {
    if (!target.bookable) return;
    await hold.acquire();
    if (target.fromNow && choice.intervals.value.length === 0) choice.add(proposal.value);
  });
  // What others book meanwhile shortens the proposal before it can fail.
  watch(choice.intervals, () => (failed.value = null));
  watch(hold.state, (state) => {
    if (state !== 'ended') return;
    toasts.add({ kind: 'info', title: t('booking.holdEnded') });
    onDone();
  });

  async function send(): Promise<boolean> {
    const ready = choice.ready();
    const [first] = ready;
    if (!first) return false;
    if (editing && ready.length > 1) {
      const count = await store.split(editing, ready);
      toasts.add({ kind: 'done', title: t('booking.doneMany', { desk: target.deskName, count }) });
      return true;
    }
    if (editing) {
      const kept = first.start === editing.start_time;
      const changed = await store.change(editing, { ...(kept ? {} : { start: first.start }), end: first.end });
      toasts.add({
        kind: 'done',
        title: t('booking.changed', { times: format.dayRange(changed.start_time, changed.end_time) }),
      });
      return true;
    }
    if (ready.length === 1) {
      await store.book(target.deskId, first);
      toasts.add({
        kind: 'done',
        title: t('booking.done', { desk: target.deskName, times: format.dayRange(first.start, first.end) }),
      });
      return true;
    }
    rows.value = await store.bookMany(target.deskId, ready);
    const refused = rows.value.filter((row) => !row.ok);
    if (refused.length === 0)
      toasts.add({ kind: 'done', title: t('booking.doneMany', { desk: target.deskName, count: ready.length }) });
    choice.intervals.value = refused.map(intervalOf);
    return refused.length === 0;
  }

  async function submit(): Promise<void> {
    if (saving.value) return;
    saving.value = true;
    failed.value = null;
    try {
      if (await send()) onDone();
    } catch (failure) {
      failed.value = toProblem(failure);
    } finally {
      saving.value = false;
    }
  }

  return { hold, choice, times, proposal, canChoose, saving, failed, rows, changedNothing, submit };
}
