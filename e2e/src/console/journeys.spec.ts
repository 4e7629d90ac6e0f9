import { until } from '@esep/platform/testing';
import type { Page } from 'playwright-core';

import {
  describeInBrowser,
  focusedIn,
  inaccessible,
  licenseeOf,
  OFFICER_OF_TAXES,
  proofIn,
  tabTo,
  tabToField,
  textOf,
} from './console.js';

const ANALYST = { role: 'supervision-analyst', organisation: 'aifc' } as const;
const EXCHANGE = { role: 'exchange', organisation: 'ex-1' } as const;

describeInBrowser('What people do in the console', (console) => {
  it('asks who is there, and stays at the view that was asked for', async () => {
    const { page, faults, goTo } = await console.open({ person: undefined });
    const address = `/board?cell=${console.sector.licenseeId}.2026-03`;
    await goTo(address, 'button[value="analyst-dana"]');
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: /^Dana/ }).click();
    await page.locator('.evidence').first().waitFor();
    expect(page.url()).toBe(console.esep.host.url + address);
    // Whoever loads the page anew is still signed in, and no token is kept anywhere for that.
    await page.reload();
    await page.locator('.evidence').first().waitFor();
    expect(page.url()).toBe(console.esep.host.url + address);
    const kept = await page.evaluate(
      `JSON.stringify([{ ...localStorage }, { ...sessionStorage }])`,
    );
    expect(kept).not.toMatch(/ey[\w-]+\.|verifier/);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('button[value="analyst-dana"]').waitFor();
    expect(faults).toEqual([]);
    await page.goto(console.esep.host.url + address);
    await page.locator('button[value="analyst-dana"]').waitFor();
    expect(await page.locator('.evidence').count()).toBe(0);
  });

  it('says that a page is not for a role', async () => {
    const { page, goTo } = await console.open({ person: 'pool-dmp-1' });
    await goTo('/board', '[role=alert]');
    expect(await page.locator('[role=alert]').innerText()).toMatch(/not yours to see/);
    expect(await inaccessible(page)).toEqual([]);
  });

  it.each([
    ['pool-dmp-1', ['My reports']],
    ['tax-saule', ['Waits for a second person', 'Blocked assessments']],
    ['officer-aigerim', ['Waits for a second person', 'Open findings']],
    ['a licensee', ['My account', 'Open findings', 'To be sold soon']],
    ['analyst-dana', ['Silent senders', 'The sector, month by month', 'What changed last']],
  ])('has a day for each role, and asks for nothing that is not its own: %s', async (who, has) => {
    const person = who === 'a licensee' ? licenseeOf(console.sector) : who;
    const { page, faults, goTo } = await console.open({ person });
    await goTo('/', 'h2');
    await loaded(page);
    const shown = await page.locator('.halves h2').allInnerTexts();
    expect(shown).toEqual(expect.arrayContaining(has));
    expect(await page.locator('.halves [role=alert]').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it.each([
    ['pool-dmp-1', ['Today', 'Licences', 'Reports', 'Ledger', 'Rules', 'Search']],
    [
      'officer-aigerim',
      ['Today', '75 % board', 'Findings', 'Licences', 'Ledger', 'Rules', 'Search'],
    ],
    [
      'tax-saule',
      ['Today', '75 % board', 'Findings', 'Licences', 'Taxes', 'Ledger', 'Rules', 'Search'],
    ],
  ])('has the pages that somebody may see in its bar: %s', async (person, tabs) => {
    const { page, faults, goTo } = await console.open({ person });
    await goTo('/rules', '.rules td');
    expect(await page.locator('.top nav .tab').allInnerTexts()).toEqual(tabs);
    for (const tab of tabs) {
      await page.getByRole('link', { name: tab, exact: true }).first().click();
      await page.locator(`nav .tab[aria-current=page]:text-is("${tab}")`).waitFor();
      await page.locator('main h1').waitFor();
      await loaded(page);
      expect([tab, await page.locator('main [role=alert]').allInnerTexts()]).toEqual([tab, []]);
    }
    expect(faults).toEqual([]);
  });

  it('leads from a figure to the proven bytes and back by keyboard alone', async () => {
    const { page, faults, goTo } = await console.open();
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

  it('finds what somebody pastes, from anywhere, by keyboard alone', async () => {
    const { page, faults, goTo } = await console.open();
    await goTo('/board', '.cell');
    await page.keyboard.press('/');
    await page.locator('[name=q]').waitFor();
    await page.keyboard.type('AFSA-G-LA-2026/0001');
    expect(await page.locator('[name=q]').inputValue()).toBe('AFSA-G-LA-2026/0001');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing that you may see is known by this.').waitFor();
    await page.locator('[name=q]').fill('AFSA-G-LA-2026-0001');
    await page.keyboard.press('Enter');
    await page.locator('.worst .card').waitFor();
    await tabTo(page, (await page.locator('.worst .card').textContent()) ?? '');
    await page.keyboard.press('Enter');
    await page.locator('.side h2').waitFor();
    expect(page.url()).toContain('licence=AFSA-G-LA-2026-0001');
    expect(faults).toEqual([]);
  });

  it('leads from a figure to the law that it follows', async () => {
    const { page, faults, goTo } = await console.open();
    await goTo(`/board?cell=${console.sector.licenseeId}.2026-03`, '.rule');
    await page.locator('.rule', { hasText: 'SALE-1' }).first().click();
    await page.getByRole('link', { name: 'saleShareBps' }).click();
    const chosen = page.locator('.rules .chosen');
    await chosen.waitFor();
    expect(await chosen.innerText()).toMatch(/^Share of what was mined that must be sold/);
    expect(await inaccessible(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('shows where the coins of a month came from and where they went, and that nothing is lost between', async () => {
    const { page, faults, goTo } = await console.open({ person: 'analyst-dana' });
    await goTo(`/licensees/${console.sector.licenseeId}?month=2026-03`, '.flow tfoot');
    const rows = await page.locator('.flow tbody tr').allInnerTexts();
    expect(rows.join('\n')).toMatch(/Pool.*dmp-1[^]*mined/);
    expect(rows.join('\n')).toMatch(/Exchange[^]*sold, counts/);
    const [cameIn, wentOut] = await page.locator('.flow tfoot .figure').allInnerTexts();
    expect(cameIn).toMatch(/^[\d.,]+ BTC$/);
    expect(wentOut).toBe(cameIn);
    // A time that was chosen goes along, and a page that has none says so.
    await goTo(
      `/licensees/${console.sector.licenseeId}?knownAt=2026-04-20T00:00:00.000Z`,
      '.flow tfoot',
    );
    expect(await page.locator('.known .moment b').first().innerText()).toBe('20 Apr 2026, 05:00');
    await page.getByRole('link', { name: 'Findings', exact: true }).click();
    await page.getByText('You look at 20 Apr 2026, 05:00, but this page').waitFor();
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('link', { name: 'Go to now' }).click();
    await page.getByText('You look at').waitFor({ state: 'detached' });
    await goTo(`/licensees/${console.sector.licenseeId}`, '.flow tfoot');
    await page.getByRole('combobox', { name: 'Month' }).selectOption({ index: 0 });
    await page.waitForURL(/month=2026-0[4-9]/);
    await page.locator('.flow tfoot').first().waitFor();
    expect(faults).toEqual([]);
  });

  it('has a finding decided by keyboard alone, with a reason, on record', async () => {
    const { page, faults, goTo } = await console.open();
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
    const { body } = await console.esep.call('/supervision/v1/findings?state=explained', ANALYST);
    expect(body['items']).toHaveLength(1);
    expect([url.get('finding'), faults]).toEqual([null, []]);
  });

  it('has a suspension proposed by one officer and confirmed by another, by keyboard alone', async () => {
    const first = await console.open({ person: 'officer-aigerim' });
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

    const second = await console.open({ person: 'enforcer-timur' });
    await second.goTo('/licences?licence=AFSA-G-LA-2026-0001', '.proposal');
    await second.page.emulateMedia({ colorScheme: 'dark' });
    expect(await inaccessible(second.page)).toEqual([]);
    await tabTo(second.page, 'Confirm as second person');
    await second.page.keyboard.press('Enter');
    await second.page.locator('.proposal').waitFor({ state: 'detached' });
    await second.page.locator('.evidence').getByText('Suspension · Confirmed').waitFor();
    const path = `/licensing/v1/licensees/${console.sector.licenseeId}/timeline?type=LicenceSuspended`;
    const { body } = await console.esep.call(path, ANALYST);
    expect(body['items']).toMatchObject([{ body: { ground: 'Sold 13.3 % of March.' } }]);
    expect([first.faults, second.faults]).toEqual([[], []]);
  });

  it('shows a licensee how much to sell, and proves what was reported about it', async () => {
    const { page, faults, goTo } = await console.open({ person: licenseeOf(console.sector) });
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
    const { page, faults, goTo } = await console.open({ person: 'pool-dmp-1' });
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
    const { page, faults, goTo } = await console.open({ person: 'pool-dmp-1' });
    // Asked for in time: the browser hands a choice over only once it knows that somebody waits for one.
    const chosen = page.waitForEvent('filechooser');
    await goTo('/reports', '.cell');
    await page.locator('.drop input').focus();
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
      await console.open({ person: OFFICER_OF_TAXES }),
      await console.open({ person: 'tax-arman' }),
    ];
    await one.goTo('/taxes?view=prices', '.command');
    await one.page.locator('[name=day]').focus();
    await one.page.keyboard.type('03052026');
    await tabToField(one.page, 'amount');
    await one.page.keyboard.type('47 384 500,25');
    await tabToField(one.page, 'source');
    // What is missing is said before anything is sent, and the keyboard is where it is missing.
    await one.page.keyboard.press('Enter');
    await one.page.getByText('This is needed.').waitFor();
    await one.page.keyboard.type('List 12 of 5 March');
    await one.page.keyboard.press('Enter');
    await one.page.locator('.done').waitFor();
    await one.page.locator('.proposal').waitFor();
    expect(await one.page.getByRole('button', { name: /^Confirm/ }).count()).toBe(0);
    await second.goTo('/taxes', '.proposal');
    await second.page.getByRole('button', { name: /^Confirm/ }).focus();
    await second.page.keyboard.press('Enter');
    await second.page.locator('.proposal').waitFor({ state: 'detached' });
    const officer = { role: 'tax-officer', organisation: 'aifc' } as const;
    const { body } = await console.esep.call(
      '/tax/v1/prices?from=2026-03-05&until=2026-03-05',
      officer,
    );
    expect(body['items']).toMatchObject([{ asset: 'BTC', value: { amount: '4738450025' } }]);
    expect([...one.faults, ...second.faults]).toEqual([]);
  });

  it('has a dismissal of one person confirmed by another one, and tells who comes back', async () => {
    const analyst = await console.open();
    await analyst.goTo('/', '.changes');
    await analyst.page.close();
    const { body } = await console.esep.call(
      `/supervision/v1/findings/${console.sector.findingId}`,
      ANALYST,
    );
    const proposal = { revision: body['revision'], reason: 'Reported twice by mistake.' };
    const path = `/supervision/v1/findings/${console.sector.findingId}/dismissals`;
    await console.esep.call(path, ANALYST, proposal);
    const { page, faults, goTo } = await console.open({ person: 'enforcer-madina' });
    await goTo('/', '.proposal');
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: 'Confirm as second person' }).click();
    await page.getByText('Nothing waits.').waitFor();
    const found = await console.esep.call(
      `/supervision/v1/findings/${console.sector.findingId}`,
      ANALYST,
    );
    expect([found.body['state'], faults]).toEqual(['dismissed', []]);
    // A tab is a visit: it keeps what was new when it was opened.
    const newsOf = async (tab: Page) => {
      await tab.locator('.changes').waitFor();
      const marked = await tab.locator('.changes .badge').allInnerTexts();
      return [await tab.locator('.since').innerText(), marked.length];
    };
    const next = await analyst.page.context().newPage();
    await next.goto(console.esep.host.url);
    expect(await newsOf(next)).toEqual([
      expect.stringMatching(/^1 is new since your last visit/),
      1,
    ]);
    await next.reload();
    expect(await newsOf(next)).toEqual([expect.stringMatching(/^1 is new/), 1]);
    const last = await analyst.page.context().newPage();
    await last.goto(console.esep.host.url);
    expect(await newsOf(last)).toEqual([expect.stringMatching(/^Nothing has changed since/), 0]);
  });

  it('proves nothing by a receipt in which one digit was changed', async () => {
    const { page, goTo } = await console.open();
    await page.route(/\/receipts\//, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('7500000000', '7500000001');
      await route.fulfill({ response: answer, body });
    });
    await goTo(`/board?cell=${console.sector.licenseeId}.2026-03`, '.evidence');
    await page.locator('.evidence > button').first().click();
    expect(await proofIn(page)).toMatch(/^Not proven/);
  });

  it('gets another token where its own has expired, and stays at its view', async () => {
    const { page, goTo } = await console.open();
    await goTo('/board', '.cell');
    await console.esep.moveClock('2026-05-01T01:00:00.000Z');
    const answers: number[] = [];
    page.on('response', (answer) => answers.push(answer.status()));
    await page.locator('.cell[aria-label*="March 2026"]').first().click();
    await page.locator('.evidence').first().waitFor();
    expect(answers).toContain(401);
    expect(page.url()).toContain(`${console.esep.host.url}/board?cell=`);
  });

  it('asks who is there where the session has ended, and comes back to the same view', async () => {
    const { page, goTo } = await console.open({ person: undefined });
    await goTo('/board', 'button[value="analyst-yerlan"]');
    await page.locator('button[value="analyst-yerlan"]').click();
    await page.locator('.cell').first().waitFor();
    const other = await page.context().newPage();
    await other.goto(console.esep.host.url);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.locator('button[value="analyst-yerlan"]').waitFor();
    await console.esep.moveClock('2026-05-01T02:00:00.000Z');
    await page.locator('.cell[aria-label*="March 2026"]').first().click();
    await page.locator('button[value="analyst-yerlan"]').click();
    await page.locator('.evidence').first().waitFor();
    expect(page.url()).toContain(`${console.esep.host.url}/board?cell=`);
  });

  it('has the keyboard come to any cell of a board of which only the rows in view are drawn', async () => {
    const { page, faults, goTo } = await console.open();
    // More licensees than a test can tell of: the real one's line, often.
    await page.route('**/supervision/v1/board?*', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as Board;
      const [line] = body.licensees;
      const licensees = Array.from({ length: LINES }, (_, n) => {
        const name = `Licensee ${String(n).padStart(3, '0')}`;
        return { ...line, licenseeId: `${line?.licenseeId.slice(0, -3)}${100 + n}`, name };
      });
      await route.fulfill({ json: { ...body, licensees } });
    });
    await goTo('/board', '.cell');
    expect(await page.locator('.heat').getAttribute('aria-rowcount')).toBe(`${LINES + 1}`);
    expect(await page.locator('.heat [scope=row]').count()).toBeLessThan(80);
    expect(await inaccessible(page)).toEqual([]);
    await page.locator('.heat .cell[tabindex="0"]').focus();
    for (let press = 0; press < LINES / 10; press += 1) await page.keyboard.press('PageDown');
    expect(await focusedIn(page)).toMatch(/^Licensee 299,/);
    // Rows that are far away are drawn no more, but the one where the keyboard is.
    await page.locator('.scroller').evaluate((box) => box.scrollTo({ top: 0 }));
    await page.locator('.heat [scope=row]', { hasText: 'Licensee 000' }).waitFor();
    expect(await page.locator('.heat [scope=row]', { hasText: 'Licensee 150' }).count()).toBe(0);
    expect(await page.locator('.heat .cell[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('ArrowUp');
    expect(await focusedIn(page)).toMatch(/^Licensee 298,/);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.locator('.heat [scope=row]').count()).toBe(LINES);
    expect(faults).toEqual([]);
  });

  it('shows what no browser can work out as the ledger has it: nothing', async () => {
    const { page, goTo } = await console.open();
    await page.route('**/rule-packs/effects/inputs?*', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('"shortfall":"4625000000"', '"shortfall":"1"');
      await route.fulfill({ response: answer, body });
    });
    await goTo('/rules?view=what-if&share=80', '[role=alert]');
    expect(await page.locator('[role=alert]').innerText()).toMatch(
      /comes to the ledger’s figures in only (\d+) of \d+ months\..*not shown/,
    );
    expect(await page.locator('.heat, .headline, [type=range]').count()).toBe(0);
    expect(await inaccessible(page)).toEqual([]);
  });

  it('shows by keyboard alone what another share would change, and keeps nothing of it', async () => {
    await console.esep.call('/exchange-settlement/v1/fills', EXCHANGE, {
      ...{ reportId: 'late', version: 1, exchangeId: 'ex-1' },
      rows: [
        {
          ...{ tradeId: 'late', side: 'sell', licenseeBin: '990140000007', asset: 'BTC' },
          ...{ quantity: '4800000000', quote: { amount: '22744560000', currency: 'KZT' } },
          executedAt: '2026-03-25T07:00:00.000Z',
        },
      ],
    });
    await until(async () => {
      const { body } = await console.esep.call('/supervision/v1/reconciliations', ANALYST);
      const rows = body['items'] as readonly { period: string; verdict: string }[];
      return rows.find(({ period }) => period === '2026-03')?.verdict === 'compliant';
    });
    const { page, faults, goTo } = await console.open();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (!/GET|HEAD/.test(request.method())) sent.push(`${request.method()} ${request.url()}`);
    });
    await goTo('/rules', '.rules td');
    sent.length = 0;
    await tabTo(page, 'What if');
    await page.keyboard.press('Enter');
    await page.locator('.as-it-is').waitFor();
    const march = (verdict: string) =>
      page.locator(`.heat .cell[aria-label*="March 2026: ${verdict}"]`);
    // Of what was sold, what the law asked for is shown.
    await march('75.0%, Compliant').waitFor();
    await page.getByRole('slider', { name: /^Share/ }).focus();
    for (let percent = 75; percent < 80; percent += 1) await page.keyboard.press('ArrowRight');
    await march('77.3%, Breach').waitFor();
    const said = page.locator('.headline', { hasText: 'Share 80.0%, grace days 10: 1 of' });
    expect(await said.innerText()).toMatch(
      /1 of \d+ months would have another verdict\. Short in all: 2 BTC instead of 0 BTC\.$/,
    );
    expect(await inaccessible(page)).toEqual([]);
    // The server says the same of a pack with this share.
    const flips = await page.locator('.flips tbody tr').allInnerTexts();
    const effects = (await effectsOf(8_000)).filter(
      ({ now, then }) => now.verdict !== then.verdict,
    );
    expect(effects).toMatchObject([
      { period: '2026-03', now: { verdict: 'compliant' }, then: { shortfall: '200000000' } },
    ]);
    expect(flips.map((row) => row.split('\t').slice(1))).toEqual([
      ['March 2026', 'Compliant', 'Breach', '2'],
    ]);
    // Whoever is sent the address sees the same, and nobody has kept it.
    await until(() => Promise.resolve(page.url().endsWith('/rules?view=what-if&share=80')));
    await page.reload();
    await said.waitFor();
    await page.getByRole('button', { name: 'As the law is' }).focus();
    await page.keyboard.press('Enter');
    await march('75.0%, Compliant').waitFor();
    expect(new URL(page.url()).searchParams.get('share')).toBeNull();
    const stored = await page.evaluate(
      `Object.keys({ ...localStorage, ...sessionStorage }).join()`,
    );
    expect(stored).not.toMatch(/share|what-if/);
    const writes = sent.filter((request) => !/\/oidc\/|\/token/.test(request));
    expect([writes, faults]).toEqual([[], []]);
  });

  /** What the server says that a pack with this share would change. */
  const effectsOf = async (bps: number) => {
    const law = await console.esep.call('/licensing/v1/rule-packs/in-force', ANALYST);
    const pack = law.body['pack'] as Pack;
    const { saleShareBps } = pack.rules;
    const values = saleShareBps.values.map((one, nth, all) =>
      nth === all.length - 1 ? { ...one, value: bps } : one,
    );
    const rules = { ...pack.rules, saleShareBps: { ...saleShareBps, values } };
    const { body } = await console.esep.call('/supervision/v1/rule-packs/effects', ANALYST, {
      pack: { ...pack, rules },
    });
    return body['items'] as readonly { now: { verdict: string }; then: { verdict: string } }[];
  };
});

interface Pack {
  readonly rules: { readonly saleShareBps: { readonly values: readonly object[] } };
}

const LINES = 300;

interface Board {
  readonly licensees: readonly { readonly licenseeId: string }[];
}

/** Nothing of the page is under way any more. */
const loaded = (page: Page): Promise<void> => {
  const loading = page.locator('main [role=status]', { hasText: 'Loading' });
  return until(async () => (await loading.count()) === 0);
};
