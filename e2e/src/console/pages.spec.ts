import { gzipSync } from 'node:zlib';

import type { SmallSector } from '../small-sector.js';
import {
  describeInBrowser,
  inaccessible,
  LOCALES,
  OFFICER_OF_LICENCES,
  OFFICER_OF_TAXES,
  OPERATOR,
  licenseeOf,
  textOf,
  type Locale,
} from './console.js';

const WIDTHS = [1440, 390] as const;
const SCHEMES = ['light', 'dark'] as const;
const FIRST_LOAD_KB = 250;
const MONTHS: Readonly<Record<Locale, string>> = { en: 'Mar', ru: 'март', kk: 'нау.' };

/** Each page: its name, its address, and what is there only once its data are. */
const PAGES: readonly (readonly [
  name: string,
  address: (sector: SmallSector) => string,
  shows: string,
])[] = [
  ['today', () => '/', '.trend'],
  ['board', () => '/board', '.cell'],
  ['why', ({ licenseeId }) => `/board?cell=${licenseeId}.2026-03`, '.evidence'],
  ['a month on paper', ({ licenseeId }) => `/print/${licenseeId}/2026-03`, '.log'],
  ['findings', () => '/findings', '.finding'],
  ['a licensee', ({ licenseeId }) => `/licensees/${licenseeId}`, '.evidence button'],
  ['search', () => '/search?q=AFSA-G-LA-2026-0001', '.worst .card'],
  ['rules', () => '/rules', '.rules td'],
  ['what if', () => '/rules?view=what-if&share=10', '.flips td'],
  ['ledger', () => '/ledger', '.logged button'],
  ['an event', ({ eventId }) => `/ledger?log=licensing&event=${eventId}`, '.why .p-proven'],
  ['receipts', () => '/ledger', '.heads .size'],
  ['a finding', ({ findingId }) => `/findings?finding=${findingId}`, '.decide'],
  ['licences', () => '/licences', '.licence'],
  ['a licence', () => '/licences?licence=AFSA-G-LA-2026-0001', '.side h3 + p'],
  [
    'a form of a licence',
    () => '/licences?licence=AFSA-G-LA-2026-0001&act=bind-wallet',
    '.command',
  ],
  ['a pool', () => '/licences?sender=pools/dmp-1', '.command'],
  ['a new licence', () => '/licences?sender=licences', '.command'],
  ['my account', () => '/me', '.meter'],
  ['no account', () => '/me', '.notice a'],
  ['reports', () => '/reports', '.cell'],
  [
    'a report',
    () => '/reports?day=pool-reporting/dmp-1/2026-05-01&report=distributions/2026-03-05/1',
    '.rejected',
  ],
  ['taxes', () => '/taxes', '.list'],
  ['an assessment', ({ licenseeId }) => `/taxes?open=${licenseeId}/2026-Q1`, '.why .facts'],
  ['prices', () => '/taxes?view=prices&month=2026-03', '.command'],
  ['machine room', () => '/machine-room', '.projection'],
  ['a projection', () => '/machine-room?open=supervision/reconciliation', '.why .command'],
  ['payments', () => '/taxes?view=payments', '.command'],
  ['costs', () => '/taxes?view=costs', '.command'],
  ['releases', () => '/taxes?view=releases', '.command'],
];

/** Whose a page is; an analyst's where nobody is named. */
const OWNERS: Readonly<Record<string, (sector: SmallSector) => string>> = {
  'a form of a licence': () => OFFICER_OF_LICENCES,
  'a pool': () => OFFICER_OF_LICENCES,
  'a new licence': () => OFFICER_OF_LICENCES,
  'my account': licenseeOf,
  ledger: () => 'auditor-zhanna',
  'an event': () => 'auditor-zhanna',
  taxes: () => OFFICER_OF_TAXES,
  'an assessment': () => OFFICER_OF_TAXES,
  prices: () => OFFICER_OF_TAXES,
  'machine room': () => OPERATOR,
  'a projection': () => OPERATOR,
  payments: () => OFFICER_OF_TAXES,
  costs: () => OFFICER_OF_TAXES,
  releases: () => OFFICER_OF_TAXES,
};

describeInBrowser('Every page of the console', (console) => {
  describe.each(LOCALES)('in %s', (locale) => {
    it.each(PAGES)(
      'is whole at every width and in every scheme: %s',
      async (name, address, shows) => {
        const person = OWNERS[name]?.(console.sector);
        const { page, faults, goTo } = await console.open({ locale, ...(person && { person }) });
        await goTo(address(console.sector), shows);
        for (const width of WIDTHS)
          for (const colorScheme of SCHEMES) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            expect([width, colorScheme, ...(await inaccessible(page))]).toEqual([
              width,
              colorScheme,
            ]);
          }
        expect(await textOf(page)).not.toMatch(
          /undefined|NaN|\[object|M0\d|[0-9a-f]{8}-[0-9a-f]{4}-/,
        );
        expect(faults).toEqual([]);
      },
    );
  });

  it.each(LOCALES)('writes months as people do, in %s', async (locale) => {
    const { page, goTo } = await console.open({ locale });
    await goTo('/board', '.cell');
    expect(await page.locator('.heat thead').innerText()).toContain(MONTHS[locale]);
  });

  it(`loads at first at most ${FIRST_LOAD_KB} kB, fonts included`, async () => {
    const { page, goTo } = await console.open({ locale: 'kk' });
    // The page comes twice, before the sign-in and after it: the second time out of the browser's cache.
    const sizes = new Map<string, Promise<number>>();
    page.on('response', (answer) => {
      const url = answer.url();
      if (/\/v1\/|\/dev\//.test(url) || answer.status() >= 300) return;
      const size = answer.body().then(
        (body) => (url.endsWith('.woff2') ? body : gzipSync(body)).length,
        // The page was left before all of it was there.
        () => 0,
      );
      const before = sizes.get(url) ?? Promise.resolve(0);
      sizes.set(
        url,
        Promise.all([before, size]).then(([one, other]) => Math.max(one, other)),
      );
    });
    await goTo('/', '.trend');
    const bytes = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes / 1_000).toBeLessThan(FIRST_LOAD_KB);
  });
});
