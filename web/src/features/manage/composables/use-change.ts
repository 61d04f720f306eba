import { useToasts } from '../../../ui/toasts.js';
import { useAttempt, type Attempt } from '../../../ui/use-attempt.js';
import { useManaged } from '../stores/managed.js';

export interface Change extends Omit<Attempt, 'run'> {
  /** Runs a change, reads the places again and says what was done. False when it was refused: `failed` says why. */
  readonly run: (change: () => Promise<unknown>, done?: string) => Promise<boolean>;
}

/** One change at a time, with its refusal kept where it was caused. */
export function useChange(): Change {
  const managed = useManaged();
  const toasts = useToasts();
  const { busy, failed, run } = useAttempt();
  const both = (change: () => Promise<unknown>) => async (): Promise<void> => {
    await change();
    await managed.load();
  };

  return {
    busy,
    failed,
    async run(change, done) {
      if (busy.value || !(await run(both(change)))) return false;
      if (done !== undefined) toasts.add({ kind: 'done', title: done });
      return true;
    },
  };
}
