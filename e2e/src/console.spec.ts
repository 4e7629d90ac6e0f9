import { gzipSync } from 'node:zlib';

import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { BEFORE_SECTOR, tellSmallSector, type SmallSector } from './small-sector.js';
import { browserObstacle, launchBrowser } from './chromium.js';
import { openTestHosts, type TestHost, type TestHosts } from './test-hosts.js';

// The console in a browser, on the embedded host: as its users see it, under its content security policy.

const WIDTHS = [1440, 390] as const;
const SCHEMES = ['light', 'dark'] as const;
const LOCALES = ['en', 'ru', 'kk'] as const;
type Locale = (typeof LOCALES)[number];

/** Each page: its name, its address, and what is there only once its data are. */
const PAGES: readonly (readonly [
  name: string,
  address: (sector: SmallSector) => string,
  shows: string,
])[] = [
  ['today', () => '/', '.trend'],
  ['board', () => '/board', '.cell'],
  ['why', ({ licenseeId }) => `/board?cell=${licenseeId}.2026-03`, '.evidence'],
  ['findings', () => '/findings', '.finding'],
  ['a licensee', ({ licenseeId }) => `/licensees/${licenseeId}`, '.evidence button'],
  ['ledger', () => '/ledger', '.bytes, .notice'],
  ['a finding', ({ findingId }) => `/findings?finding=${findingId}`, '.decide'],
  ['licences', () => '/licences', '.licence'],
  ['a licence', () => '/licences?licence=AFSA-G-LA-2026-0001', '.side h3 + p'],
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
];

const OFFICER_OF_TAXES = 'tax-saule';
const licenseeOf = ({ licenseeId }: SmallSector): string => `licensee-${licenseeId}`;
/** Whose a page is; an analyst's where nobody is named. */
const OWNERS: Readonly<Record<string, (sector: SmallSector) => string>> = {
  'my account': licenseeOf,
  taxes: () => OFFICER_OF_TAXES,
  'an assessment': () => OFFICER_OF_TAXES,
  prices: () => OFFICER_OF_TAXES,
};

const AUDITOR = { role: 'auditor', organisation: 'aifc' } as const;
const ANALYST = { role: 'supervision-analyst', organisation: 'aifc' } as const;
const FIRST_LOAD_KB = 250;
const MONTHS: Readonly<Record<Locale, string>> = { en: 'Mar', ru: 'март', kk: 'нау.' };

interface View {
  readonly locale?: Locale;
  /** Who is signed in; nobody without it. */
  readonly person?: string | undefined;
}

const describeInBrowser = browserObstacle === undefined ? describe : describe.skip;
const why = browserObstacle === undefined ? '' : ` (skipped: ${browserObstacle})`;

describeInBrowser(`The console${why}`, () => {
  let hosts: TestHosts;
  let esep: TestHost;
  let sector: SmallSector;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    [hosts, browser] = await Promise.all([openTestHosts('the embedded host'), launchBrowser()]);
    esep = await hosts.start(BEFORE_SECTOR, { sector: { pools: ['dmp-1'], exchanges: ['ex-1'] } });
    sector = await tellSmallSector(esep);
  }, 120_000);
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await esep?.close();
    await hosts?.close();
  });

  const sessions = new Map<string, ReturnType<BrowserContext['storageState']>>();
  const sessionOf = (person: string) => {
    const known = sessions.get(person) ?? signedInAs(person);
    sessions.set(person, known);
    return known;
  };
  const signedInAs = async (person: string) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(esep.host.url);
    await page.locator(`button[value="${person}"]`).click();
    await page.locator('.who').waitFor();
    const state = await context.storageState();
    await context.close();
    return state;
  };

  /** A page of a browser of its own, and what went wrong in it. */
  const open = async (view: View = {}) => {
    const { locale = 'en' } = view;
    const person = 'person' in view ? view.person : 'analyst-dana';
    // One signs in once; other browsers of the same person begin with that one's cookies.
    const storageState = person === undefined ? undefined : await sessionOf(person);
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...(storageState && { storageState }),
    });
    contexts.push(context);
    await context.addInitScript({
      content: `localStorage.setItem('esep-locale', '${locale}');`,
    });
    const page = await context.newPage();
    const faults: string[] = [];
    // Violations of the content security policy and messages without a translation come here, too.
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('response', (answer) => {
      if (answer.status() >= 400) faults.push(`${answer.status()} ${answer.url()}`);
    });
    page.on('requestfailed', (request) => {
      // What a page asked for that was left meanwhile, for the sign-in.
      const { errorText = '' } = request.failure() ?? {};
      if (errorText !== 'net::ERR_ABORTED') faults.push(`${request.url()} failed: ${errorText}`);
    });
    const goTo = async (address: string, shows: string) => {
      await page.goto(esep.host.url + address);
      await page.locator(shows).first().waitFor();
    };
    return { page, faults, goTo };
  };

  describe.each(LOCALES)('in %s', (locale) => {
    it.each(PAGES)(
      'is whole at every width and in every scheme: %s',
      async (name, address, shows) => {
        const person = OWNERS[name]?.(sector);
        const { page, faults, goTo } = await open({ locale, ...(person && { person }) });
        await goTo(address(sector), shows);
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
    const { page, goTo } = await open({ locale });
    await goTo('/board', '.cell');
    expect(await page.locator('.heat thead').innerText()).toContain(MONTHS[locale]);
  });

  it('asks who is there, and stays at the view that was asked for', async () => {
    const { page, faults, goTo } = await open({ person: undefined });
    const address = `/board?cell=${sector.licenseeId}.2026-03`;
    await goTo(address, 'button[value="analyst-dana"]');
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: /^Dana/ }).click();
    await page.locator('.evidence').first().waitFor();
    expect(page.url()).toBe(esep.host.url + address);
    // Whoever loads the page anew is still signed in, and no token is kept anywhere for that.
    await page.reload();
    await page.locator('.evidence').first().waitFor();
    expect(page.url()).toBe(esep.host.url + address);
    const kept = await page.evaluate(
      `JSON.stringify([{ ...localStorage }, { ...sessionStorage }])`,
    );
    expect(kept).not.toMatch(/ey[\w-]+\.|verifier/);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('button[value="analyst-dana"]').waitFor();
    expect(faults).toEqual([]);
    await page.goto(esep.host.url + address);
    await page.locator('button[value="analyst-dana"]').waitFor();
    expect(await page.locator('.evidence').count()).toBe(0);
  });

  it('says that a page is not for a role', async () => {
    const { page, goTo } = await open({ person: 'pool-dmp-1' });
    await goTo('/board', '[role=alert]');
    expect(await page.locator('[role=alert]').innerText()).toMatch(/not yours to see/);
    expect(await inaccessible(page)).toEqual([]);
  });

  it('leads from a figure to the proven bytes and back by keyboard alone', async () => {
    const { page, faults, goTo } = await open();
    await goTo('/board', '.cell');
    await page.locator('.cell').first().focus();
    const MONTHS_MAX = 12;
    for (let month = 0; month < MONTHS_MAX && !/March/.test(await focusedIn(page)); month += 1)
      await page.keyboard.press('ArrowRight');
    const cell = await focusedIn(page);
    expect(cell).toMatch(/, March 2026: 13.3%, Breach/);
    await page.keyboard.press('Enter');
    await page.locator('.evidence').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    expect(await proofIn(page)).toMatch(/^Proven/);
    expect(await page.locator('.bytes').first().innerText()).toMatch(/^\{"authority":/);
    await page.keyboard.press('Escape');
    await page.locator('.why').waitFor({ state: 'detached' });
    expect(await focusedIn(page)).toBe(cell);
    expect(faults).toEqual([]);
  });

  it('has a finding decided by keyboard alone, with a reason, on record', async () => {
    const { page, faults, goTo } = await open();
    await goTo('/findings', '.finding');
    await page.locator('.finding').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.decide').waitFor();
    await page.keyboard.press('2');
    await page.keyboard.type('The pool has confirmed the 2 rows.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const last = page.locator('.why .evidence').first();
    await last.getByText('Explained').waitFor();
    expect(await last.innerText()).toMatch(/analyst-dana[^]*The pool has confirmed the 2 rows\./);
    await page.keyboard.press('Escape');
    await page.locator('.why').waitFor({ state: 'detached' });
    const url = new URL(page.url()).searchParams;
    const { body } = await esep.call('/supervision/v1/findings?state=explained', ANALYST);
    expect(body['items']).toHaveLength(1);
    expect([url.get('finding'), faults]).toEqual([null, []]);
  });

  it('has a suspension proposed by one officer and confirmed by another, by keyboard alone', async () => {
    const first = await open({ person: 'officer-aigerim' });
    await first.goTo('/licences', '.licence');
    await first.page.locator('.licence').first().focus();
    await first.page.keyboard.press('Enter');
    await first.page.locator('.decide').waitFor();
    await tabTo(first.page, 'Suspension');
    await first.page.keyboard.press('Enter');
    await first.page.keyboard.type('Sold 13.3 % of March.');
    // To the first date, and on from there.
    await first.page.keyboard.press('Tab');
    expect(await inaccessible(first.page)).toEqual([]);
    await first.page.keyboard.press('Enter');
    await first.page.locator('.proposal').waitFor();
    const proposed = await first.page.locator('.proposal').innerText();
    expect(proposed).toMatch(/Sold 13\.3 % of March\.[^]*You proposed it yourself/);
    expect(proposed).not.toContain('Confirm');
    expect(await inaccessible(first.page)).toEqual([]);
    await first.page.keyboard.press('Escape');
    await first.page.locator('.why').waitFor({ state: 'detached' });
    expect(await first.page.evaluate('document.activeElement.dataset.id')).toBe(
      'AFSA-G-LA-2026-0001',
    );

    const second = await open({ person: 'enforcer-timur' });
    await second.goTo('/licences?licence=AFSA-G-LA-2026-0001', '.proposal');
    await second.page.emulateMedia({ colorScheme: 'dark' });
    expect(await inaccessible(second.page)).toEqual([]);
    await tabTo(second.page, 'Confirm as second person');
    await second.page.keyboard.press('Enter');
    await second.page.locator('.proposal').waitFor({ state: 'detached' });
    await second.page.locator('.evidence').getByText('Suspension · Confirmed').waitFor();
    const path = `/licensing/v1/licensees/${sector.licenseeId}/timeline?type=LicenceSuspended`;
    const { body } = await esep.call(path, ANALYST);
    expect(body['items']).toMatchObject([{ body: { ground: 'Sold 13.3 % of March.' } }]);
    expect([first.faults, second.faults]).toEqual([[], []]);
  });

  it('shows a licensee how much to sell, and proves what was reported about it', async () => {
    const { page, faults, goTo } = await open({ person: licenseeOf(sector) });
    await goTo('/me', '.meter');
    expect(await page.locator('.headline').innerText()).toMatch(
      /^Sell 46\.25 BTC at once: it was due before 11 April 2026, for March 2026\./,
    );
    expect(await page.locator('.months').innerText()).toMatch(
      /Sold 13\.3% of 75\.0% that the law asks: 10 BTC of 75 BTC mined\.\s+Need not be sold: 18\.75 BTC\. Not to be moved yet/,
    );
    await page.locator('.reports .evidence > button').first().focus();
    await page.keyboard.press('Enter');
    expect(await proofIn(page)).toMatch(/^Proven/);
    expect(faults).toEqual([]);
  });

  it('shows the public register to whoever may know no more', async () => {
    const { page, faults, goTo } = await open({ person: 'pool-dmp-1' });
    await goTo('/licences', '.licence');
    await page.getByText('Pools: 1 of 5').waitFor();
    const text = await textOf(page);
    expect(text).toMatch(/Public register[^]*AFSA-G-LA-2026-0001[^]*Pools: 1 of 5/);
    expect(text).not.toMatch(/99014/);
    expect(await page.locator('button.licence').count()).toBe(0);
    expect(await inaccessible(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('tells a pool by keyboard alone what to mend before it sends a report', async () => {
    const { page, faults, goTo } = await open({ person: 'pool-dmp-1' });
    await goTo('/reports', '.cell');
    await page.locator('.drop input').focus();
    const chosen = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    const row = { licenceId: 'AFSA-G-LA-2026-0001', asset: 'BTC', scheme: 'FPPS', fee: '0' };
    const report = {
      reportId: 'tried',
      version: 1,
      poolId: 'dmp-1',
      rows: [
        { rowId: 'a', gross: '2', net: '1', distributedAt: '2026-04-02T07:00:00Z', ...row },
        { rowId: 'b', gross: '2', net: '2', distributedAt: '2026-04-02T07:00:00Z', ...row },
      ],
    };
    await (
      await chosen
    ).setFiles({
      name: 'report.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(report)),
    });
    await page.locator('.outcome').waitFor();
    const outcome = await page.locator('.outcome').innerText();
    expect(outcome).toMatch(/1 row would stand\. 1 row would be rejected:/);
    expect(outcome).toMatch(/net-mismatch\s+gross minus fee is not net/);
    expect(await inaccessible(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('has a price published by two persons, by keyboard alone', async () => {
    const [one, second] = [
      await open({ person: OFFICER_OF_TAXES }),
      await open({ person: 'tax-arman' }),
    ];
    await one.goTo('/taxes?view=prices', '.command');
    await one.page.locator('[name=day]').focus();
    await one.page.keyboard.press('Control+A');
    await one.page.keyboard.type('2026-03-05');
    await one.page.keyboard.press('Tab');
    await one.page.keyboard.type('47 384 500,25');
    await one.page.keyboard.press('Tab');
    await one.page.keyboard.press('Tab');
    await one.page.keyboard.type('List 12 of 5 March');
    await one.page.keyboard.press('Enter');
    await one.page.locator('.done').waitFor();
    await one.page.locator('.waiting li').waitFor();
    expect(await one.page.getByRole('button', { name: 'Confirm' }).isDisabled()).toBe(true);
    await second.goTo('/taxes', '.waiting li');
    await second.page.getByRole('button', { name: 'Confirm' }).focus();
    await second.page.keyboard.press('Enter');
    await second.page.locator('.waiting li').waitFor({ state: 'detached' });
    const officer = { role: 'tax-officer', organisation: 'aifc' } as const;
    const { body } = await esep.call('/tax/v1/prices?from=2026-03-05&until=2026-03-05', officer);
    expect(body['items']).toMatchObject([{ asset: 'BTC', value: { amount: '4738450025' } }]);
    expect([...one.faults, ...second.faults]).toEqual([]);
  });

  it('has a dismissal of one person confirmed by another one', async () => {
    const { body } = await esep.call(`/supervision/v1/findings/${sector.findingId}`, ANALYST);
    const proposal = { revision: body['revision'], reason: 'Reported twice by mistake.' };
    const path = `/supervision/v1/findings/${sector.findingId}/dismissals`;
    await esep.call(path, ANALYST, proposal);
    const { page, faults, goTo } = await open({ person: 'enforcer-madina' });
    await goTo('/', '.proposal');
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: 'Confirm as second person' }).click();
    await page.getByText('Nothing waits.').waitFor();
    const found = await esep.call(`/supervision/v1/findings/${sector.findingId}`, ANALYST);
    expect([found.body['state'], faults]).toEqual(['dismissed', []]);
  });

  it('checks a receipt that somebody has, and one that somebody forged', async () => {
    const { page, faults, goTo } = await open({ person: 'auditor-zhanna' });
    await goTo('/ledger?log=pool-reporting', '.evidence');
    const { body } = await esep.call('/pool-reporting/v1/events?order=newest&limit=1', AUDITOR);
    const [{ bytes } = { bytes: '' }] = body['events'] as { readonly bytes: string }[];
    const { eventId } = JSON.parse(bytes) as { readonly eventId: string };
    const receipt = await esep.call(`/pool-reporting/v1/receipts/${eventId}`, AUDITOR);
    const text = JSON.stringify(receipt.body);
    const drop = (content: string) =>
      page.locator('input[type=file]').setInputFiles({
        name: 'r.json',
        mimeType: 'application/json',
        buffer: Buffer.from(content),
      });
    await drop(text);
    await page.getByText(/^Proven/).waitFor();
    await drop(
      text.replace(
        eventId,
        eventId.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
    );
    await page.getByText(/^Not proven/).waitFor();
    await drop('{"receipt": "none"}');
    await page.getByText(/^No usable receipt/).waitFor();
    expect([await inaccessible(page), faults]).toEqual([[], []]);
  });

  it('proves nothing by a receipt in which one digit was changed', async () => {
    const { page, goTo } = await open();
    await page.route(/\/receipts\//, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('7500000000', '7500000001');
      await route.fulfill({ response: answer, body });
    });
    await goTo(`/board?cell=${sector.licenseeId}.2026-03`, '.evidence');
    await page.locator('.evidence > button').first().click();
    expect(await proofIn(page)).toMatch(/^Not proven/);
  });

  it(`loads at first at most ${FIRST_LOAD_KB} kB, fonts included`, async () => {
    const { page, goTo } = await open({ locale: 'kk' });
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

  it('gets another token where its own has expired, and stays at its view', async () => {
    const { page, goTo } = await open();
    await goTo('/board', '.cell');
    await esep.moveClock('2026-05-01T01:00:00.000Z');
    const answers: number[] = [];
    page.on('response', (answer) => answers.push(answer.status()));
    await page.locator('.cell[aria-label*="March 2026"]').first().click();
    await page.locator('.evidence').first().waitFor();
    expect(answers).toContain(401);
    expect(page.url()).toContain(`${esep.host.url}/board?cell=`);
  });

  it('asks who is there where the session has ended, and comes back to the same view', async () => {
    const { page, goTo } = await open({ person: undefined });
    await goTo('/board', 'button[value="analyst-yerlan"]');
    await page.locator('button[value="analyst-yerlan"]').click();
    await page.locator('.cell').first().waitFor();
    const other = await page.context().newPage();
    await other.goto(esep.host.url);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.locator('button[value="analyst-yerlan"]').waitFor();
    await esep.moveClock('2026-05-01T02:00:00.000Z');
    await page.locator('.cell[aria-label*="March 2026"]').first().click();
    await page.locator('button[value="analyst-yerlan"]').click();
    await page.locator('.evidence').first().waitFor();
    expect(page.url()).toContain(`${esep.host.url}/board?cell=`);
  });
});

/** What axe finds that somebody could not use. */
const inaccessible = async (page: Page): Promise<readonly string[]> => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // Its other mode opens a page for each result, which takes longer than the check.
  const { violations } = await new AxeBuilder({ page })
    .withTags(tags)
    .setLegacyMode(true)
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
};

/** What people read, without what is shown as it was recorded. */
const textOf = (page: Page): Promise<string> =>
  page.evaluate(
    `for (const raw of document.querySelectorAll('.bytes, code')) raw.remove(); document.body.innerText`,
  );

/** Moves the keyboard on to what says so. */
const tabTo = async (page: Page, text: string): Promise<void> => {
  const STEPS_MAX = 30;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.textContent')) === text) return;
  }
  throw new Error(`The keyboard does not come to “${text}”.`);
};

const proofIn = async (page: Page): Promise<string> => {
  const proof = page.locator('.proof').first();
  await proof.waitFor();
  return proof.innerText();
};

/** What a screen reader says of where the keyboard is. */
const focusedIn = async (page: Page): Promise<string> =>
  String(await page.evaluate(`document.activeElement?.getAttribute('aria-label')`));
