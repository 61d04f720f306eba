import { nextTick, watch } from 'vue';

/**
 * Whoever closes a dialog stands again where they opened it. Where that is gone (a menu, a row that has changed), the map takes the focus,
 * or else the page: never nothing, from which a keyboard would begin anew.
 */
export function useFocusReturn(isOpen: () => boolean): void {
  let opener: HTMLElement | null = null;
  watch(isOpen, async (open) => {
    if (open) {
      opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      return;
    }
    await nextTick();
    const isThere = opener !== null && opener !== document.body && opener.checkVisibility();
    const content = document.querySelector<HTMLElement>('#content');
    const instead = content?.querySelector<HTMLElement>('[role=application]') ?? content;
    (isThere ? opener : instead)?.focus({ preventScroll: true });
    opener = null;
  });
}
