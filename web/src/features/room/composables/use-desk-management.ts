import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { assignDesk, clearDesk, setMaintenance, type FoundPerson } from '../../../api/management.js';
import { toProblem, type Problem } from '../../../api/problem.js';

/** What a manager does to a desk or its room: one thing at a time, its failure kept where it was caused. */
export function useDeskManagement(onChanged: () => void): {
  busy: Ref<boolean>;
  failed: ShallowRef<Problem | null>;
  /** How many bookings of others stand against an assignment, once the server has said so. */
  inTheWay: Ref<number | null>;
  assign: (deskId: number, person: FoundPerson) => Promise<void>;
  clear: (deskId: number) => Promise<void>;
  maintain: (roomId: number, enabled: boolean) => Promise<void>;
  reset: () => void;
} {
  const busy = ref(false);
  const failed = shallowRef<Problem | null>(null);
  const inTheWay = ref<number | null>(null);

  function reset(): void {
    failed.value = null;
    inTheWay.value = null;
  }
  async function run(work: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    failed.value = null;
    try {
      await work();
      reset();
      onChanged();
    } catch (failure) {
      const problem = toProblem(failure);
      if (problem.reason === 'IN_USE' && problem.affected !== null) inTheWay.value = problem.affected;
      else failed.value = problem;
    } finally {
      busy.value = false;
    }
  }

  return {
    busy,
    failed,
    inTheWay,
    assign: (deskId, person) => run(() => assignDesk(deskId, person.id, inTheWay.value !== null)),
    clear: (deskId) => run(() => clearDesk(deskId)),
    maintain: (roomId, enabled) => run(() => setMaintenance(roomId, enabled)),
    reset,
  };
}
