import { vuetify } from '../../app/vuetify.js';

export type Theme = 'light' | 'dark' | 'auto';
const key = 'flexspace.theme';

/** The last theme used in this browser, so that the sign-in page and the first paint have it too. */
export function rememberedTheme(): Theme {
  const found = localStorage.getItem(key);
  return found === 'light' || found === 'dark' ? found : 'auto';
}

/** Puts tokens and Vuetify on the same theme and remembers the choice for theme-boot.js. */
export function applyTheme(theme: Theme, dark: boolean): void {
  localStorage.setItem(key, theme);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  void vuetify.theme.change(dark ? 'dark' : 'light');
}
