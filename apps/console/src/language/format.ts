import { assetOf } from '@esep/kernel';

// Chromium says that it knows Kazakh, and writes "2026 M03" and "KZT 1,234.50". So dates of it are
// written here as CLDR has them, and its numbers as in Russian, which CLDR writes alike.

export type Locale = 'en' | 'ru' | 'kk';

const ZONE = 'Asia/Almaty';
const MONTHS = [
  ['қаңтар', 'қаң.'],
  ['ақпан', 'ақп.'],
  ['наурыз', 'нау.'],
  ['сәуір', 'сәу.'],
  ['мамыр', 'мам.'],
  ['маусым', 'мау.'],
  ['шілде', 'шіл.'],
  ['тамыз', 'там.'],
  ['қыркүйек', 'қыр.'],
  ['қазан', 'қаз.'],
  ['қараша', 'қар.'],
  ['желтоқсан', 'жел.'],
] as const;

const intlOf = (locale: Locale): string => (locale === 'en' ? 'en-GB' : 'ru');

/** To make one costs as much as a hundred calls of it, and a board has thousands of cells. */
const once = <Made>(make: (locale: string, options: object) => Made) => {
  const made = new Map<string, Made>();
  return (locale: string, options: object): Made => {
    const key = locale + JSON.stringify(options);
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(locale, options);
    made.set(key, fresh);
    return fresh;
  };
};
const numbers = once((locale, options) => new Intl.NumberFormat(locale, options));
const dates = once((locale, options) => new Intl.DateTimeFormat(locale, options));

const NUMERIC = { year: 'numeric', month: 'numeric', day: 'numeric' };
const partsOf = (at: Date) => {
  const options = { timeZone: ZONE, ...NUMERIC, hour: '2-digit', minute: '2-digit' };
  const parts = dates('en-GB', { ...options, hourCycle: 'h23' }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return { part, day: Number(part('day')), month: MONTHS[Number(part('month')) - 1] ?? ['', ''] };
};

/** A month of the regime, `2026-03`. */
export const formatMonth = (
  period: string,
  locale: Locale,
  style: 'long' | 'short' = 'long',
): string => {
  const [year = 0, month = 1] = period.split('-').map(Number);
  const names = MONTHS[month - 1] ?? ['', ''];
  if (locale === 'kk') return style === 'short' ? names[1] : `${year} ж. ${names[0]}`;
  const options = style === 'short' ? { month: 'short' } : { month: 'long', year: 'numeric' };
  const at = Date.UTC(year, month - 1, 1);
  return dates(intlOf(locale), { timeZone: 'UTC', ...options }).format(at);
};

/** An instant, as the clocks of Almaty show it. */
export const formatInstant = (instant: string | number, locale: Locale): string => {
  const at = new Date(instant);
  if (locale !== 'kk')
    return dates(intlOf(locale), {
      timeZone: ZONE,
      dateStyle: 'medium',
      timeStyle: 'short',
    }).format(at);
  const { part, day, month } = partsOf(at);
  return `${part('year')} ж. ${day} ${month[1]}, ${part('hour')}:${part('minute')}`;
};

/** The day of an instant in Almaty. */
export const formatDay = (instant: string | number, locale: Locale): string => {
  const at = new Date(instant);
  if (locale !== 'kk')
    return dates(intlOf(locale), { timeZone: ZONE, dateStyle: 'long' }).format(at);
  const { part, day, month } = partsOf(at);
  return `${part('year')} ж. ${day} ${month[0]}`;
};

/** Base units of an asset in whole coins, without floating point: Intl takes decimal text of any length. */
export const formatCoins = (base: string | bigint, asset: string, locale: Locale): string => {
  const exponent = assetOf(asset)?.exponent ?? 0;
  const text = String(base);
  const digits = text.replace('-', '').padStart(exponent + 1, '0');
  const whole = `${digits.slice(0, digits.length - exponent)}.${digits.slice(digits.length - exponent)}`;
  const exact = (text.startsWith('-') ? '-' : '') + whole.replace(/\.?0+$/, '');
  return numbers(intlOf(locale), { maximumFractionDigits: exponent }).format(exact as `${number}`);
};

/** Minor units of a currency, with their two decimals. */
export const formatMoney = (
  { amount, currency }: { readonly amount: string; readonly currency: string },
  locale: Locale,
): string => {
  const digits = amount.replace('-', '').padStart(3, '0');
  const exact = `${amount.startsWith('-') ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  const options = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `${numbers(intlOf(locale), options).format(exact as `${number}`)}\u00a0${currency}`;
};

const QUARTERS = ['I', 'II', 'III', 'IV'];
/** A quarter of a year, `2026-Q1`. */
export const formatQuarter = (quarter: string, locale: Locale): string => {
  const [year = '', nth = ''] = quarter.split('-Q');
  const roman = QUARTERS[Number(nth) - 1] ?? nth;
  if (locale === 'en') return `Q${nth} ${year}`;
  return locale === 'ru' ? `${roman} квартал ${year} г.` : `${year} ж. ${roman} тоқсан`;
};

/** A share in basis points with one decimal, never rounded up: 74.99 % is not 75. */
export const formatShare = (bps: number | null, locale: Locale): string => {
  if (bps === null) return '–';
  const options = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const figure = numbers(intlOf(locale), options).format(Math.floor(bps / 10) / 10);
  return figure + (locale === 'ru' ? '\u00a0%' : '%');
};

export const formatCount = (count: number, locale: Locale): string =>
  numbers(intlOf(locale), {}).format(count);

const ALPHABET = 'аәбвгғдеёжзийкқлмнңоөпрстуұүфһхцчшщъыіьэюя';
const PLACES = new Map(
  [...ALPHABET].map((letter, place) => [letter, String.fromCodePoint(0x1000 + place)]),
);
const keyOf = (name: string): string =>
  name.toLowerCase().replace(/[\u0400-\u04ff]/g, (letter) => PLACES.get(letter) ?? letter);

/**
 * In the order of their names, as people sort them: Chromium has no collation of Kazakh and puts its letters
 * last. Each name is read once, because there may be 100,000.
 */
export const byName = <Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] =>
  items
    .map((item) => ({ item, key: keyOf(nameOf(item)) }))
    .toSorted((one, other) => (one.key === other.key ? 0 : one.key < other.key ? -1 : 1))
    .map(({ item }) => item);
