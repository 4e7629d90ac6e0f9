import type { Role } from '@esep/platform';

// What the pages of the sign-in say, in the languages of the console.

type Offered = Exclude<Role, 'service'>;

/** Why somebody could not sign in. */
export type Obstacle = 'expired' | 'unknown' | 'refused';

export interface Words {
  readonly who: string;
  readonly demonstration: string;
  readonly groups: Readonly<Record<'regulator' | 'pool' | 'exchange' | 'licensee', string>>;
  readonly roles: Readonly<Record<Offered, string>>;
  readonly leave: string;
  readonly signOut: string;
  readonly stay: string;
  readonly left: string;
  readonly failed: string;
  readonly again: string;
  readonly obstacles: Readonly<Record<Obstacle, string>>;
}

const en: Words = {
  who: 'Who are you?',
  demonstration:
    'This is a demonstration: choose whose work you want to see. Every person and organisation is invented.',
  groups: {
    regulator: 'The regulator',
    pool: 'Mining pools',
    exchange: 'Exchanges',
    licensee: 'Licensees',
  },
  roles: {
    'licensing-officer': 'Licensing officer',
    'supervision-analyst': 'Supervision analyst',
    'enforcement-officer': 'Enforcement officer',
    'tax-officer': 'Tax officer',
    auditor: 'Auditor',
    operator: 'Operator',
    pool: 'Engineer of the pool',
    exchange: 'Engineer of the exchange',
    licensee: 'Compliance officer',
    demo: 'Moves the clock',
  },
  leave: 'Sign out?',
  signOut: 'Sign out',
  stay: 'Stay signed in',
  left: 'You are signed out',
  failed: 'This did not work',
  again: 'Begin again',
  obstacles: {
    expired: 'This sign-in has expired, or was begun in another browser.',
    unknown: 'There is no such person here.',
    refused: 'The host could not do this.',
  },
};

const ru: Words = {
  who: 'Кто вы?',
  demonstration:
    'Это демонстрация: выберите, чью работу вы хотите увидеть. Все люди и организации вымышлены.',
  groups: {
    regulator: 'Регулятор',
    pool: 'Майнинговые пулы',
    exchange: 'Биржи',
    licensee: 'Лицензиаты',
  },
  roles: {
    'licensing-officer': 'Сотрудник по лицензированию',
    'supervision-analyst': 'Аналитик надзора',
    'enforcement-officer': 'Сотрудник по мерам воздействия',
    'tax-officer': 'Налоговый инспектор',
    auditor: 'Аудитор',
    operator: 'Оператор',
    pool: 'Инженер пула',
    exchange: 'Инженер биржи',
    licensee: 'Комплаенс-офицер',
    demo: 'Переводит часы',
  },
  leave: 'Выйти?',
  signOut: 'Выйти',
  stay: 'Остаться',
  left: 'Вы вышли',
  failed: 'Не получилось',
  again: 'Начать сначала',
  obstacles: {
    expired: 'Время этого входа истекло, или он был начат в другом браузере.',
    unknown: 'Такого человека здесь нет.',
    refused: 'Сервер не смог этого сделать.',
  },
};

const kk: Words = {
  who: 'Сіз кімсіз?',
  demonstration:
    'Бұл — көрсетілім: кімнің жұмысын көргіңіз келетінін таңдаңыз. Барлық адамдар мен ұйымдар ойдан шығарылған.',
  groups: {
    regulator: 'Реттеуші',
    pool: 'Майнинг пулдары',
    exchange: 'Биржалар',
    licensee: 'Лицензиаттар',
  },
  roles: {
    'licensing-officer': 'Лицензиялау қызметкері',
    'supervision-analyst': 'Қадағалау талдаушысы',
    'enforcement-officer': 'Ықпал ету шаралары қызметкері',
    'tax-officer': 'Салық инспекторы',
    auditor: 'Аудитор',
    operator: 'Оператор',
    pool: 'Пул инженері',
    exchange: 'Биржа инженері',
    licensee: 'Комплаенс-офицер',
    demo: 'Сағатты жылжытады',
  },
  leave: 'Шығу керек пе?',
  signOut: 'Шығу',
  stay: 'Қалу',
  left: 'Сіз шықтыңыз',
  failed: 'Бұл болмады',
  again: 'Қайта бастау',
  obstacles: {
    expired: 'Бұл кірудің уақыты өтті немесе ол басқа браузерде басталған.',
    unknown: 'Мұнда ондай адам жоқ.',
    refused: 'Сервер мұны орындай алмады.',
  },
};

const LANGUAGES = { en, ru, kk };

export type Language = keyof typeof LANGUAGES;

export const wordsOf = (language: Language): Words => LANGUAGES[language];

/** The first language that is known, of lists such as `ui_locales` and `Accept-Language`. */
export const languageOf = (...lists: readonly unknown[]): Language => {
  const wanted = lists.flatMap((list) => (typeof list === 'string' ? list.split(/[\s,]+/) : []));
  const known = wanted.map((one) => one.slice(0, 2).toLowerCase());
  return (known.find((one) => Object.hasOwn(LANGUAGES, one)) ?? 'en') as Language;
};
