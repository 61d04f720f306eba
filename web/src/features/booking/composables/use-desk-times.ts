import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { Latest } from '../../../api/latest.js';
import type { Booking } from '../../../api/models.js';
import { toProblem, type Problem } from '../../../api/problem.js';
import { useTopics } from '../../../realtime/index.js';
import { useTimeFormat } from '../../preferences/index.js';
import { useSession } from '../../session/index.js';
import type { CalendarBlock } from '../calendar-block.js';
import type { Interval } from '../intervals.js';
import { useBookings } from '../stores/bookings.js';
import type { BookingTarget } from '../stores/dialog.js';

/** A desk's bookings over the visible range, live: what others have, what the caller has, and what is over. */
export function useDeskTimes(
  target: BookingTarget,
  now: Ref<number>,
  onFreed: () => void,
): {
  taken: ComputedRef<Booking[]>;
  own: ComputedRef<Booking[]>;
  blocks: ComputedRef<CalendarBlock[]>;
  problem: Ref<Problem | null>;
  look: (range: Interval) => Promise<void>;
} {
  const { t } = useI18n();
  const store = useBookings();
  const session = useSession();
  const format = useTimeFormat();
  const problem = ref<Problem | null>(null);
  const visible = ref<Interval | null>(null);
  const latest = new Latest();

  const all = computed(() =>
    (store.byDesk.get(target.deskId) ?? []).filter((booking) => booking.id !== target.editing?.id),
  );
  const own = computed(() =>
    all.value.filter((booking) => booking.user !== null && booking.user.id === session.userId),
  );
  const taken = computed(() =>
    all.value.filter((booking) => booking.user === null || booking.user.id !== session.userId),
  );

  const blockOf = (booking: Booking, kind: 'own' | 'other'): CalendarBlock => {
    const title = kind === 'own' ? t('booking.you') : (booking.user?.full_name ?? t('booking.other'));
    return {
      id: `booking-${booking.id}`,
      start: booking.start_time,
      end: booking.end_time,
      kind,
      title,
      note: format.range(booking.start_time, booking.end_time),
      movable: false,
    };
  };
  const blocks = computed(() => {
    // While a booking is changed, only the caller's own are shown: the rest is the server's to refuse.
    const others = target.editing === null ? taken.value.map((booking) => blockOf(booking, 'other')) : [];
    const past: CalendarBlock[] =
      visible.value !== null && visible.value.start < now.value
        ? [
            {
              id: 'elapsed',
              start: visible.value.start,
              end: Math.min(now.value, visible.value.end),
              kind: 'elapsed',
              title: t('booking.past'),
              note: '',
              movable: false,
            },
          ]
        : [];
    return [...past, ...others, ...own.value.map((booking) => blockOf(booking, 'own'))];
  });

  async function load(): Promise<void> {
    const range = visible.value;
    if (range === null) return;
    try {
      await latest.run((signal) => store.loadDesk(target.deskId, range, signal));
      problem.value = null;
    } catch (failure) {
      problem.value = toProblem(failure);
    }
  }
  async function look(range: Interval): Promise<void> {
    visible.value = range;
    await load();
  }

  const follow = useTopics(() => ({
    onReset: () => void load(),
    onEvent: (event) => {
      store.apply(event);
      if (event.type === 'desk_lock' && event.data.desk_id === target.deskId && !event.data.locked) onFreed();
    },
  }));
  if (target.roomId !== null) follow([`room_${target.roomId}`]);

  return { taken, own, blocks, problem, look };
}
