import { defineStore } from 'pinia';
import { ref } from 'vue';

export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'error' | 'info';
  readonly title: string;
  readonly text?: string;
  readonly requestId?: string | null;
  /** Stays until it is dismissed, as errors do. */
  readonly stays?: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const atMost = 3;
const doneMs = 6000;

/** Short messages about what just happened. Errors stay until they are dismissed. */
export const useToasts = defineStore('toasts', () => {
  const shown = ref<Toast[]>([]);
  let nextId = 1;

  function add(toast: Omit<Toast, 'id'>): void {
    const id = nextId++;
    shown.value = [...shown.value, { ...toast, id }].slice(-atMost);
    if (toast.kind !== 'error' && toast.stays !== true)
      setTimeout(() => {
        dismiss(id);
      }, doneMs);
  }

  function dismiss(id: number): void {
    shown.value = shown.value.filter((toast) => toast.id !== id);
  }

  return { shown, add, dismiss };
});
