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

/** What the first page needs, and what comes with other pages: `LATER` of vite.config.ts says which. */
const catalogues = {
  en: () => import('../locales/en.po?first?lingui'),
  ru: () => import('../locales/ru.po?first?lingui'),
  kk: () => import('../locales/kk.po?first?lingui'),
};
const laterOnes = {
  en: () => import('../locales/en.po?later?lingui'),
  ru: () => import('../locales/ru.po?later?lingui'),
  kk: () => import('../locales/kk.po?later?lingui'),
};

i18n.on('missing', ({ locale, id }) => console.error(`${locale} has no message ${id}.`));

let isMoreAsked = false;

export const speak = async (locale: Locale): Promise<void> => {
  const [first, later] = await Promise.all([
    catalogues[locale](),
    isMoreAsked ? laterOnes[locale]() : undefined,
  ]);
  i18n.loadAndActivate({ locale, messages: { ...first.messages, ...later?.messages } });
  document.documentElement.lang = locale;
};

/** Loads the words that the first page does without. */
export const moreWords = async (): Promise<void> => {
  if (isMoreAsked) return;
  isMoreAsked = true;
  const locale = i18n.locale as Locale;
  i18n.load(locale, (await laterOnes[locale]()).messages);
};

export const choose = (locale: Locale): Promise<void> => {
  localStorage.setItem(KEPT, locale);
  return speak(locale);
};

/** The language that is spoken now; who asks for it is drawn again when it changes. */
export const useLocale = (): Locale => useLingui().i18n.locale as Locale;
