import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '../api/problem.js';

export interface Attempt {
  readonly busy: Ref<boolean>;
  readonly failed: ShallowRef<Problem | null>;
  /** False when it failed: `failed` says why, for the place where it was asked for. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Something that takes a moment and may be refused. */
export function useAttempt(): Attempt {
  const busy = ref(false);
  const failed = shallowRef<Problem | null>(null);

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true;
    failed.value = null;
    try {
      await work();
      return true;
    } catch (failure) {
      failed.value = toProblem(failure);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, failed, run };
}
