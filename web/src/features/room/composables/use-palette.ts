import { computed, type ComputedRef } from 'vue';
import { usePreferences } from '../../preferences/index.js';
import { deskStates, type DeskState } from '../desk-state.js';

export interface Palette {
  readonly states: Readonly<Record<DeskState, { readonly line: string; readonly fill: string }>>;
  readonly surface: string;
  readonly grid: string;
  readonly outline: string;
  readonly primary: string;
  readonly isDark: boolean;
}

/** The tokens as values, for what draws on a canvas; renewed when the theme changes. */
export function usePalette(): ComputedRef<Palette> {
  const preferences = usePreferences();
  return computed(() => {
    const { isDark } = preferences;
    const style = getComputedStyle(document.documentElement);
    const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const pairs = deskStates.map((state) => [state, { line: token(state), fill: token(`${state}-soft`) }] as const);
    return {
      states: Object.fromEntries(pairs) as Palette['states'],
      surface: token('surface'),
      grid: token('surface-2'),
      outline: token('outline'),
      primary: token('primary'),
      isDark,
    };
  });
}
