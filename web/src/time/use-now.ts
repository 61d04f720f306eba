import { onScopeDispose, ref, type Ref } from 'vue';

/** The current instant, renewed every `everyMs` while the scope lives and when the tab comes back into view. */
export function useNow(everyMs = 15_000): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const renew = (): void => {
    now.value = Date.now();
  };
  const timer = setInterval(renew, everyMs);
  const onVisible = (): void => {
    if (!document.hidden) renew();
  };
  document.addEventListener('visibilitychange', onVisible);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onVisible);
  });
  return now;
}
