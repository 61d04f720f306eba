import { computed, onMounted, watch, type Ref } from 'vue';
import { useTopics } from '../../../realtime/index.js';
import { useBookings } from '../stores/bookings.js';
import type { Interval } from '../intervals.js';

const mostRooms = 30;

/** Loads the caller's bookings of a range and follows the rooms they are in, so a change by a manager or in another tab shows here. */
export function useOwnBookings(range: Ref<Interval>): { load: () => Promise<void> } {
  const store = useBookings();
  const load = (): Promise<void> => store.loadOwn(range.value);
  const rooms = computed(() => {
    const now = Date.now();
    const ids = store.own
      .filter((booking) => booking.end_time > now)
      .flatMap((booking) => (booking.desk.room_id === null ? [] : [booking.desk.room_id]));
    return [...new Set(ids)].slice(0, mostRooms);
  });
  let first = true;
  const follow = useTopics(() => ({
    onReset() {
      // Joining right after the first load tells nothing new; later it means that events were missed.
      if (!first) void load();
    },
    onEvent: (event) => {
      store.apply(event);
    },
  }));
  watch(rooms, (ids, before) => {
    if (ids.join() !== before.join()) follow(ids.map((id) => `room_${id}`));
  });
  watch(range, load);
  onMounted(async () => {
    await load();
    setTimeout(() => (first = false), 3000);
  });
  return { load };
}
