import { computed, ref, type ComputedRef } from 'vue';
import type { DeskView } from '../desk-state.js';
import { inReadingOrder, neighbour, type Direction } from '../map-geometry.js';

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export interface DeskKeysOptions {
  readonly desks: () => readonly DeskView[];
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly open: (desk: DeskView) => void;
  readonly reveal: (desk: DeskView) => void;
}

/** The map by keyboard: arrows walk from desk to desk, Enter opens, plus, minus and 0 zoom. */
export function useDeskKeys(options: DeskKeysOptions): {
  active: ComputedRef<DeskView | null>;
  activate: (desk: DeskView, reveal?: boolean) => void;
  onKey: (pressed: KeyboardEvent) => void;
} {
  const activeId = ref<number | null>(null);
  const active = computed(() => options.desks().find(({ id }) => id === activeId.value) ?? null);

  function activate(desk: DeskView, reveal = true): void {
    activeId.value = desk.id;
    if (reveal) options.reveal(desk);
  }

  function walk(direction: Direction): void {
    const next = active.value
      ? neighbour(active.value, options.desks(), direction)
      : inReadingOrder(options.desks())[0];
    if (next) activate(next);
  }

  function onKey(pressed: KeyboardEvent): void {
    const direction = arrows[pressed.key];
    if (direction) walk(direction);
    else if ((pressed.key === 'Enter' || pressed.key === ' ') && active.value) options.open(active.value);
    else if (pressed.key === '+' || pressed.key === '=') options.zoom(1.4);
    else if (pressed.key === '-') options.zoom(1 / 1.4);
    else if (pressed.key === '0') options.fit();
    else return;
    pressed.preventDefault();
  }

  return { active, activate, onKey };
}
