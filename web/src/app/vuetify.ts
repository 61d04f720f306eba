import { createVuetify } from 'vuetify';
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg';

const light = {
  background: '#f4f6fb',
  surface: '#ffffff',
  'surface-variant': '#eef1f8',
  'on-surface-variant': '#566176',
  primary: '#3d4ed8',
  'on-primary': '#ffffff',
  secondary: '#566176',
  success: '#0a7257',
  error: '#b4413c',
  warning: '#8a5600',
  info: '#3d4ed8',
  'on-background': '#141b2b',
  'on-surface': '#141b2b',
};

const dark = {
  background: '#0b101b',
  surface: '#141b2a',
  'surface-variant': '#1c2538',
  'on-surface-variant': '#9aa6bf',
  primary: '#93a0ff',
  'on-primary': '#0b1030',
  secondary: '#9aa6bf',
  success: '#4fd1a5',
  error: '#ff8f87',
  'on-error': '#2a0c0a',
  warning: '#f2b84b',
  info: '#93a0ff',
  'on-background': '#e8ecf6',
  'on-surface': '#e8ecf6',
};

/** Tokens as a Vuetify theme, and the defaults that make its components look like ours. */
export const vuetify = createVuetify({
  icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
  display: { mobileBreakpoint: 'md', thresholds: { xs: 0, sm: 600, md: 960, lg: 1280, xl: 1920, xxl: 2560 } },
  theme: {
    defaultTheme: document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light',
    themes: { light: { dark: false, colors: light }, dark: { dark: true, colors: dark } },
    variations: false,
  },
  defaults: {
    global: { ripple: false },
    VBtn: { variant: 'flat', rounded: 'lg', height: 40 },
    VTextField: { variant: 'outlined', density: 'comfortable', rounded: 'lg', hideDetails: 'auto', color: 'primary' },
    VSelect: { variant: 'outlined', density: 'comfortable', rounded: 'lg', hideDetails: 'auto', color: 'primary' },
    VAutocomplete: {
      variant: 'outlined',
      density: 'comfortable',
      rounded: 'lg',
      hideDetails: 'auto',
      color: 'primary',
    },
    VTextarea: { variant: 'outlined', density: 'comfortable', rounded: 'lg', hideDetails: 'auto', color: 'primary' },
    VSwitch: { color: 'primary', hideDetails: 'auto', inset: true },
    VMenu: { offset: 6, transition: 'fade-transition' },
    VDialog: { transition: 'fade-transition' },
    VCard: { rounded: 'xl', flat: true },
    VTooltip: { openDelay: 400 },
  },
});
