import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue';
import { extendHold, holdDesk, releaseDesk, releaseDeskOnLeave } from '../../../api/bookings.js';
import { toProblem } from '../../../api/problem.js';

const longestMs = 5 * 60_000;
const retryMs = 5000;

/** A hold that cannot be let go ends by itself within a minute: nothing for a person to do. */
const letRunOut = (): void => undefined;

export type HoldState = 'idle' | 'holding' | 'held' | 'other' | 'unavailable' | 'limit' | 'refused' | 'lost' | 'ended';

export interface DeskHold {
  readonly state: Readonly<Ref<HoldState>>;
  readonly leftMs: ComputedRef<number>;
  readonly holder: Readonly<Ref<string | null>>;
  readonly failure: Readonly<Ref<unknown>>;
  readonly acquire: () => Promise<void>;
  readonly release: () => void;
}

/** Holds a desk while its dialog is open: taken at once, renewed every 25 s, never past five minutes, let go however the page ends. */
export function useDeskHold(deskId: number): DeskHold {
  const state = ref<HoldState>('idle');
  const holder = ref<string | null>(null);
  const failure = ref<unknown>(null);
  const now = ref(Date.now());
  let endsAt = 0;
  let refreshTimer: ReturnType<typeof setTimeout> | undefined;
  let refreshMs = 25_000;

  const tick = setInterval(() => {
    now.value = Date.now();
    if (state.value === 'held' && now.value >= endsAt) finish('ended');
  }, 500);
  const leftMs = computed(() => Math.max(0, endsAt - now.value));

  const closedMeanwhile = (): boolean => state.value !== 'holding';

  async function acquire(): Promise<void> {
    state.value = 'holding';
    try {
      const hold = await holdDesk(deskId);
      if (closedMeanwhile()) {
        releaseDesk(deskId).catch(letRunOut);
        return;
      }
      now.value = Date.now();
      // The server's clock may differ; five minutes from here is as long as it can be.
      endsAt = Math.min(hold.max_expires_at ?? Infinity, now.value + longestMs);
      if (endsAt < now.value + 1000) endsAt = now.value + longestMs;
      refreshMs = hold.refresh_after_s * 1000;
      state.value = 'held';
      plan(refreshMs);
    } catch (refusal) {
      if (state.value === 'holding') refused(refusal);
    }
  }

  function refused(refusal: unknown): void {
    const problem = toProblem(refusal);
    failure.value = refusal;
    holder.value = problem.heldBy;
    if (problem.reason === 'DESK_LOCKED') state.value = 'other';
    else if (problem.reason === 'LOCK_LIMIT') state.value = 'limit';
    else if (problem.status === 0 || problem.status >= 500) state.value = 'unavailable';
    else state.value = 'refused';
  }

  function plan(ms: number): void {
    clearTimeout(refreshTimer);
    refreshTimer = setTimeout(() => void renew(), ms);
  }

  async function renew(): Promise<void> {
    try {
      await extendHold(deskId);
      if (state.value === 'held') plan(refreshMs);
    } catch (refusal) {
      if (state.value !== 'held') return;
      const { status, reason } = toProblem(refusal);
      if (reason === 'LOCK_LOST' || reason === 'DESK_LOCKED') finish(now.value + 2000 >= endsAt ? 'ended' : 'lost');
      else if (status === 0 || status >= 500) plan(retryMs);
      else finish('lost');
    }
  }

  function finish(how: 'lost' | 'ended'): void {
    clearTimeout(refreshTimer);
    if (how === 'ended') release();
    state.value = how;
  }

  /** Lets go. */
  function release(): void {
    clearTimeout(refreshTimer);
    const had = state.value === 'held' || state.value === 'holding';
    state.value = 'idle';
    if (had) releaseDesk(deskId).catch(letRunOut);
  }

  const onLeave = (): void => {
    if (state.value === 'held' || state.value === 'holding') releaseDeskOnLeave(deskId);
  };
  const onReturn = (event: PageTransitionEvent): void => {
    if (event.persisted && state.value === 'held') void acquire(); // back out of the browser's page cache
  };
  window.addEventListener('pagehide', onLeave);
  window.addEventListener('pageshow', onReturn);

  onScopeDispose(() => {
    release();
    clearInterval(tick);
    window.removeEventListener('pagehide', onLeave);
    window.removeEventListener('pageshow', onReturn);
  });

  return { state, leftMs, holder, failure, acquire, release };
}
