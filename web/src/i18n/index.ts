import { createI18n } from 'vue-i18n';
import { en, type Messages } from './en.js';

export const languages = ['en', 'es', 'fr', 'de'] as const;
export type Language = (typeof languages)[number];
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  de: 'Deutsch',
};

export const i18n = createI18n<[Messages], Language, false>({
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the default is still the API without composition
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en } as Record<Language, Messages>,
});

const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Messages>>> = {
  es: async () => (await import('./es.js')).es,
  fr: async () => (await import('./fr.js')).fr,
  de: async () => (await import('./de.js')).de,
};
const loaded = new Set<Language>(['en']);

export function isLanguage(value: string): value is Language {
  return languages.some((language) => language === value);
}

/** Switches the whole app, loading the words first so that nothing shows half translated. */
export async function useLanguage(language: Language): Promise<void> {
  if (language !== 'en' && !loaded.has(language)) {
    i18n.global.setLocaleMessage(language, await loaders[language]());
    loaded.add(language);
  }
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
}
