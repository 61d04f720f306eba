export { usePreferences } from './stores/preferences.js';
export { useTimeFormat, type TimeFormat } from './composables/use-time-format.js';
export type { Theme } from './theme.js';
