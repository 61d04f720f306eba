import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';

const mostSteps = 200;

export interface History<T> {
  readonly current: ShallowRef<T>;
  readonly changed: ComputedRef<boolean>;
  readonly canUndo: ComputedRef<boolean>;
  readonly canRedo: ComputedRef<boolean>;
  readonly set: (next: T) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** A new beginning, as after saving. */
  readonly reset: (to: T) => void;
}

/** A value with the steps that led to it. */
export function useHistory<T>(first: T): History<T> {
  const current = shallowRef(first);
  const saved = shallowRef(first);
  const past = shallowRef<readonly T[]>([]);
  const future = shallowRef<readonly T[]>([]);

  function step(from: ShallowRef<readonly T[]>, to: ShallowRef<readonly T[]>): void {
    const next = from.value.at(-1);
    if (next === undefined) return;
    to.value = [...to.value, current.value];
    from.value = from.value.slice(0, -1);
    current.value = next;
  }
  return {
    current,
    changed: computed(() => current.value !== saved.value),
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    set: (next) => {
      past.value = [...past.value, current.value].slice(-mostSteps);
      future.value = [];
      current.value = next;
    },
    undo: () => {
      step(past, future);
    },
    redo: () => {
      step(future, past);
    },
    reset: (to) => {
      current.value = saved.value = to;
      past.value = future.value = [];
    },
  };
}
