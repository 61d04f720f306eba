import { watch, type Ref } from 'vue';
import { useTopics } from '../../../realtime/index.js';
import { hourMs } from '../../../time/zone.js';
import { useBookings } from '../../booking/index.js';
import { useRoom } from '../stores/room.js';

const gatherMs = 120;
const aheadMs = 24 * hourMs;

/** Keeps the open room true: its snapshot, the day's bookings of its desks, and every event after them. */
export function useLiveRoom(
  roomId: Ref<number | null>,
  at: Ref<number | null>,
  onFailure: (failure: unknown) => void,
): { reload: () => Promise<void> } {
  const store = useRoom();
  const bookings = useBookings();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function reload(): Promise<void> {
    const id = roomId.value;
    if (id === null) return;
    const from = at.value ?? Date.now();
    await Promise.all([
      store.load(id, at.value),
      bookings.loadRoom(id, { start: from, end: from + aheadMs }).catch(onFailure),
    ]);
  }
  const reloadSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), gatherMs);
  };

  let loading: Promise<void> = Promise.resolve();
  const follow = useTopics(() => ({
    onReset(position) {
      void loading.then(() => {
        if (!store.reaches(position)) reloadSoon();
      });
    },
    onEvent(event) {
      bookings.apply(event);
      if (!store.apply(event)) reloadSoon();
    },
    onRefused: reloadSoon,
  }));

  watch(
    [roomId, at],
    ([id]) => {
      clearTimeout(timer);
      if (id === null) store.clear();
      else loading = reload();
      follow(id === null ? [] : [`room_${id}`]);
    },
    { immediate: true },
  );
  return { reload };
}
