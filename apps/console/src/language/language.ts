import { i18n } from '@lingui/core';
import { useLingui } from '@lingui/react';

import type { Locale } from './format.js';

export const LANGUAGES: readonly { readonly value: Locale; readonly label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'ru', label: 'Русский' },
  { value: 'kk', label: 'Қазақша' },
];

const KEPT = 'esep-locale';
const isLocale = (text: string | null | undefined): text is Locale =>
  LANGUAGES.some(({ value }) => value === text);

/** What was chosen here before, or the first language of this browser that there is. */
export const firstLocale = (): Locale => {
  const kept = localStorage.getItem(KEPT);
  if (isLocale(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale) ?? 'en';
};

const catalogues = {
  en: () => import('../locales/en.po'),
  ru: () => import('../locales/ru.po'),
  kk: () => import('../locales/kk.po'),
};

i18n.on('missing', ({ locale, id }) => console.error(`${locale} has no message ${id}.`));

export const speak = async (locale: Locale): Promise<void> => {
  const { messages } = await catalogues[locale]();
  i18n.loadAndActivate({ locale, messages });
  document.documentElement.lang = locale;
};

export const choose = (locale: Locale): Promise<void> => {
  localStorage.setItem(KEPT, locale);
  return speak(locale);
};

/** The language that is spoken now; who asks for it is drawn again when it changes. */
export const useLocale = (): Locale => useLingui().i18n.locale as Locale;
