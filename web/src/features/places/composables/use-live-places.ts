import { watch, type Ref } from 'vue';
import { useTopics } from '../../../realtime/index.js';
import { usePlaces } from '../stores/places.js';

const gatherMs = 150;

/** Follows the locations that are open in the tree: their counts move as others book. */
export function useLivePlaces(locationIds: Ref<readonly number[]>): void {
  const store = usePlaces();
  let reload: ReturnType<typeof setTimeout> | undefined;
  // Several topics usually join together; one load serves them all.
  const loadSoon = (): void => {
    clearTimeout(reload);
    reload = setTimeout(() => void store.load(), gatherMs);
  };
  const follow = useTopics(() => ({
    onReset: loadSoon,
    onRefused: loadSoon,
    onEvent(event) {
      if (event.type === 'room_availability') store.setFree(event.data.room_id, event.data.available_desk_count);
      else if (event.type === 'room_maintenance') {
        store.setMaintenance(event.data.room_id, event.data.enabled);
      } else if (
        event.type === 'room_changed' ||
        event.type === 'room_removed' ||
        event.type === 'desk_changed' ||
        event.type === 'desk_removed'
      )
        loadSoon();
    },
  }));
  watch(
    locationIds,
    (ids) => {
      follow(ids.map((id) => `location_${id}`));
    },
    { immediate: true },
  );
}
