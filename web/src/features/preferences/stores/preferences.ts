import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { fetchPreferences, savePreferences } from '../../../api/preferences.js';
import type { Preferences } from '../../../api/models.js';
import { isLanguage, useLanguage, type Language } from '../../../i18n/index.js';
import { browserZone, isZone } from '../../../time/zone.js';
import { applyTheme, rememberedTheme, type Theme } from '../theme.js';

function browserLanguage(): Language {
  const short = navigator.language.slice(0, 2);
  return isLanguage(short) ? short : 'en';
}

function initial(): Preferences {
  const hour12 = new Intl.DateTimeFormat(navigator.language, { hour: 'numeric' }).resolvedOptions().hour12 === true;
  return {
    theme: rememberedTheme(),
    language: browserLanguage(),
    timezone: browserZone(),
    date_format: 'YYYY-MM-DD',
    time_format: hour12 ? '12h' : '24h',
    default_location: null,
    default_booking_duration: 8,
  };
}

/** How this person wants to see things. Until the server has answered, the browser's own settings stand in. */
export const usePreferences = defineStore('preferences', () => {
  const current = ref<Preferences>(initial());
  const loaded = ref(false);
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const systemIsDark = ref(systemDark.matches);
  systemDark.addEventListener('change', (change) => {
    systemIsDark.value = change.matches;
  });

  const zone = computed(() => (isZone(current.value.timezone) ? current.value.timezone : browserZone()));
  const hour12 = computed(() => current.value.time_format === '12h');
  const isDark = computed(
    () => current.value.theme === 'dark' || (current.value.theme === 'auto' && systemIsDark.value),
  );

  watch(
    [isDark, () => current.value.theme],
    ([dark, theme]) => {
      applyTheme(theme, dark);
    },
    { immediate: true },
  );
  watch(
    () => current.value.language,
    (language) => void useLanguage(language),
    { immediate: true },
  );

  const tabs = new BroadcastChannel('flexspace.preferences');
  tabs.addEventListener('message', () => void load());

  async function load(): Promise<void> {
    current.value = await fetchPreferences();
    loaded.value = true;
  }

  /** Applies at once and takes it back when the server refuses. */
  async function change(wanted: Partial<Preferences>): Promise<void> {
    const before = current.value;
    current.value = { ...before, ...wanted };
    try {
      current.value = await savePreferences(wanted);
      tabs.postMessage('changed');
    } catch (failure) {
      current.value = before;
      throw failure;
    }
  }

  /** The theme also works before sign-in, where there is nobody to remember it for. */
  function showTheme(theme: Theme): void {
    current.value = { ...current.value, theme };
  }

  return { current, loaded, zone, hour12, isDark, load, change, showTheme };
});
