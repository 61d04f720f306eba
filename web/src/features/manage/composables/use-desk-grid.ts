import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { fetchGrid, saveGrid } from '../../../api/admin.js';
import { useAttempt, type Attempt } from '../../../ui/use-attempt.js';
import { faultsOf, type Grid, type PlacedDesk } from '../desk-grid.js';
import { useManaged } from '../stores/managed.js';
import { useHistory, type History } from './use-history.js';

export interface DeskGrid extends Omit<Attempt, 'run'> {
  readonly history: History<Grid>;
  readonly faults: ComputedRef<ReturnType<typeof faultsOf>>;
  readonly loaded: Ref<boolean>;
  /** Upcoming bookings of removed desks that saving would cancel: asked for before it is done. */
  readonly inTheWay: Ref<number | null>;
  readonly load: () => Promise<void>;
  readonly save: () => Promise<boolean>;
}

/** A room's desks while they are edited: read once, saved in one go. */
export function useDeskGrid(roomId: number): DeskGrid {
  const managed = useManaged();
  const history = useHistory<Grid>([]);
  const loaded = ref(false);
  const { busy, failed, run } = useAttempt();
  const inTheWay = ref<number | null>(null);
  let version = 0;

  function take(found: Awaited<ReturnType<typeof fetchGrid>>): void {
    version = found.version;
    const placed = found.desks.map((desk, index): PlacedDesk => ({
      key: index + 1,
      id: desk.id,
      name: desk.name,
      x: desk.pos_x,
      y: desk.pos_y,
      orientation: desk.orientation,
    }));
    history.reset(placed);
  }
  /** Bookings in the way are a question, not a failure. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    const done = await run(work);
    inTheWay.value = failed.value?.affected ?? null;
    if (inTheWay.value !== null) failed.value = null;
    return done;
  }
  async function load(): Promise<void> {
    loaded.value = await attempt(async () => {
      take(await fetchGrid(roomId));
    });
  }
  const save = (): Promise<boolean> =>
    attempt(async () => {
      const desks = history.current.value.map(({ id, name, x, y, orientation }) => ({
        ...(id === null ? {} : { id }),
        name: name.trim(),
        pos_x: x,
        pos_y: y,
        orientation,
      }));
      take(await saveGrid(roomId, desks, { version, force: inTheWay.value !== null }));
      await managed.load();
    });

  return {
    history,
    faults: computed(() => faultsOf(history.current.value)),
    loaded,
    busy,
    failed,
    inTheWay,
    load,
    save,
  };
}
