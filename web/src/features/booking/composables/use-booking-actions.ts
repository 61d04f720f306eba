import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Booking } from '../../../api/models.js';
import { useProblemWords } from '../../../ui/use-problem-words.js';
import { useToasts } from '../../../ui/toasts.js';
import { useBookings } from '../stores/bookings.js';

const aheadMs = 2000;

/** Cancelling and ending with a question first, and the outcome told. */
export function useBookingActions(onDone: () => void = () => undefined): {
  asking: ShallowRef<{ booking: Booking; how: 'cancel' | 'end' } | null>;
  busy: Ref<boolean>;
  ask: (booking: Booking, how: 'cancel' | 'end') => void;
  confirm: () => Promise<void>;
  dismiss: () => void;
} {
  const { t } = useI18n();
  const store = useBookings();
  const toasts = useToasts();
  const { show } = useProblemWords();
  const asking = shallowRef<{ booking: Booking; how: 'cancel' | 'end' } | null>(null);
  const busy = ref(false);

  function ask(booking: Booking, how: 'cancel' | 'end'): void {
    asking.value = { booking, how };
  }
  function dismiss(): void {
    asking.value = null;
  }

  async function confirm(): Promise<void> {
    const wanted = asking.value;
    if (!wanted) return;
    busy.value = true;
    try {
      // An end in the past is refused, so it lies just ahead of the way to the server.
      if (wanted.how === 'end')
        await store.change(wanted.booking, { end: Math.ceil((Date.now() + aheadMs) / 1000) * 1000 });
      else await store.cancel(wanted.booking);
      toasts.add({ kind: 'done', title: t(wanted.how === 'end' ? 'today.ended' : 'today.cancelled') });
      onDone();
    } catch (failure) {
      show(failure);
    } finally {
      busy.value = false;
      asking.value = null;
    }
  }

  return { asking, busy, ask, confirm, dismiss };
}
