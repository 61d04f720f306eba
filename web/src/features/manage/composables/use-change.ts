import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '../../../api/problem.js';
import { useToasts } from '../../../ui/toasts.js';
import { useManaged } from '../stores/managed.js';

export interface Change {
  readonly busy: Ref<boolean>;
  readonly failed: ShallowRef<Problem | null>;
  /** Runs a change, reads the places again and says what was done. False when it was refused: `failed` says why. */
  readonly run: (change: () => Promise<unknown>, done?: string) => Promise<boolean>;
}

/** One change at a time, with its refusal kept where it was caused. */
export function useChange(): Change {
  const managed = useManaged();
  const toasts = useToasts();
  const busy = ref(false);
  const failed = shallowRef<Problem | null>(null);

  async function run(change: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    failed.value = null;
    try {
      await change();
      await managed.load();
      if (done !== undefined) toasts.add({ kind: 'done', title: done });
    } catch (failure) {
      failed.value = toProblem(failure);
    }
    busy.value = false;
    return failed.value === null;
  }
  return { busy, failed, run };
}
