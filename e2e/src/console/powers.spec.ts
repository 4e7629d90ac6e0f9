import { until } from '@esep/platform/testing';

import type { Caller, Json } from '../test-hosts.js';
import {
  describeInBrowser,
  inaccessible,
  licenseeOf,
  OFFICER_OF_LICENCES,
  OFFICER_OF_TAXES,
} from './console.js';

const ANALYST: Caller = { role: 'supervision-analyst', organisation: 'aifc' };
const OFFICER: Caller = { role: 'licensing-officer', organisation: 'aifc' };
const EXCHANGE: Caller = { role: 'exchange', organisation: 'ex-1' };
const ENFORCER = 'enforcer-madina';

describeInBrowser('What one person proposes in the console and another confirms', (console) => {
  const itemsOf = async (path: string, as = ANALYST) =>
    (await console.esep.call(path, as)).body['items'] as readonly Json[];

  /** The only proposal that waits is confirmed by somebody else. */
  const confirm = async (address: string) => {
    const { page, faults, goTo } = await console.open({ person: ENFORCER });
    await goTo(address, '.proposal');
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: /^Confirm/ }).click();
    await page.locator('.proposal').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  };

  // May is overdue, and nobody has said that it is complete.
  beforeAll(() => console.esep.moveClock('2026-08-25T07:00:00.000Z'));

  it('has a month judged without a sender that stays silent, and with it again', async () => {
    const { page, faults, goTo } = await console.open();
    await goTo('/reports?month=2026-05&day=exchange-settlement/ex-1/2026-05-04', '[name=reason]');
    await page.locator('[name=reason]').fill('Its licence ended.');
    await page.getByRole('button', { name: 'Propose a waiver' }).click();
    await page.locator('.done').waitFor();
    await confirm('/reports');
    const waiver = { period: '2026-05', sender: 'ex-1', reason: 'Its licence ended.' };
    const given = { ...waiver, proposedBy: 'analyst-dana', confirmedBy: ENFORCER };
    expect(await itemsOf('/supervision/v1/waivers')).toMatchObject([{ ...given, revokedAt: null }]);

    await goTo('/reports?month=2026-05', '.waiting button');
    await page.getByRole('button', { name: 'Wait for it again' }).click();
    await page.locator('[name=reason]').fill('It was only late.');
    await page.getByRole('button', { name: 'Propose to take the waiver back' }).click();
    await page.locator('.done').waitFor();
    await confirm('/reports');
    expect(await itemsOf('/supervision/v1/waivers')).toMatchObject([
      { ...given, revokedAt: expect.any(String) },
    ]);
    await page.getByText('taken back').waitFor();
    expect(faults).toEqual([]);
  });

  it('has a sale that was bought back not count, and count again', async () => {
    const trade = { licenseeBin: '990140000007', asset: 'BTC', quantity: '500000000' };
    const quote = { amount: '2369225000', currency: 'KZT' };
    await console.esep.call('/exchange-settlement/v1/fills', EXCHANGE, {
      ...{ reportId: '2026-05-02', version: 1, exchangeId: 'ex-1' },
      rows: [
        ...[
          { tradeId: 'T-1', side: 'sell', ...trade, quote, executedAt: '2026-05-02T07:00:00.000Z' },
        ],
        ...[
          { tradeId: 'T-2', side: 'buy', ...trade, quote, executedAt: '2026-05-02T08:00:00.000Z' },
        ],
      ],
    });
    const rebuys = () => itemsOf('/supervision/v1/findings?period=2026-05&state=open');
    await until(async () => (await rebuys()).some(({ facts }) => String(facts).includes('T-1')));
    const finding = (await rebuys()).find(({ facts }) => String(facts).includes('T-1'));
    const address = `/findings?state=all&finding=${String(finding?.['findingId'])}`;
    const soldInMay = async () => {
      const path = `/supervision/v1/flows/${console.sector.licenseeId}/BTC/2026-05`;
      const { body } = await console.esep.call(path, ANALYST);
      const to = body['to'] as readonly Json[] | undefined;
      return to?.flatMap(({ kind, cause }) => (kind === 'venue' ? [cause] : []));
    };
    expect(await soldInMay()).toEqual(['sold']);

    const { page, faults, goTo } = await console.open();
    const propose = async (form: string) => {
      await goTo(address, 'summary');
      await page.getByText(form).click();
      const command = page.locator('details[open] .command');
      await command.locator('[name=reason]').fill('Bought back within the hour.');
      await command.getByRole('button', { name: 'Propose' }).click();
      await page.locator('.done').waitFor();
      await confirm(address);
    };
    await propose('A sale of it is not to count');
    await until(async () => String(await soldInMay()) === 'sold-not-counted');
    await propose('A sale is to count again');
    await until(async () => String(await soldInMay()) === 'sold');
    expect(faults).toEqual([]);
  });

  it('has a pool approved for months that were judged, and a licence that mines with it', async () => {
    const { page, faults, goTo } = await console.open({ person: OFFICER_OF_LICENCES });
    await goTo('/licences?sender=pools', '.command');
    await page.locator('[name=id]').fill('dmp-2');
    await page.locator('[name=name]').fill('Dala Pool');
    await page.locator('[name=from]').fill('2026-05-01');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText(/^It is proposed[^]*May 2026/).waitFor();
    await confirm('/');
    await until(async () => {
      const pools = await itemsOf('/licensing/v1/pools', OFFICER);
      return pools.some(({ id, name }) => id === 'dmp-2' && name === 'Dala Pool');
    });
    await goTo('/licences?sender=licences', '[name=licenceId]');
    await page.locator('[name=licenceId]').fill('AFSA-G-LA-2026-0002');
    await page.locator('[name=issuedAt]').fill('2026-05-01');
    await page.locator('[name=licenseeBin]').fill('990140000017');
    await page.locator('[name=name]').fill('Steppe Mining LLP');
    await page.locator('[name=poolId]').fill('dmp-2');
    await page.getByRole('button', { name: 'Bring in', exact: true }).click();
    await page.locator('.done').waitFor();
    await until(async () => {
      const licences = await itemsOf('/licensing/v1/licences', OFFICER);
      return licences.some(({ licenceId }) => licenceId === 'AFSA-G-LA-2026-0002');
    });
    expect(faults).toEqual([]);
  });

  it('has one of two officers confirm who do so at once, and tells the other', async () => {
    const officer: Caller = { role: 'tax-officer', organisation: 'aifc' };
    const day = { asset: 'BTC', day: '2026-05-02', source: 'List 12' };
    const price = { ...day, value: { amount: '4738450000', currency: 'KZT' } };
    const { body } = await console.esep.call('/tax/v1/prices', officer, price);
    expect(body['proposalId']).toBeDefined();
    const views = await Promise.all(
      [OFFICER_OF_TAXES, 'tax-arman'].map((person) => console.open({ person })),
    );
    for (const { goTo } of views) await goTo('/taxes', '.proposal');
    await Promise.all(
      views.map(({ page }) => page.getByRole('button', { name: /^Confirm/ }).click()),
    );
    for (const { page } of views) await page.locator('.proposal').waitFor({ state: 'detached' });
    const answered = await itemsOf('/tax/v1/proposals?state=confirmed', officer);
    expect(answered.filter(({ proposalId }) => proposalId === body['proposalId'])).toHaveLength(1);
    // Nobody's page broke; who came second may have been refused.
    const refusals = views
      .flatMap(({ faults }) => faults)
      .filter((fault) => !/40[49]|422/.test(fault));
    expect(refusals).toEqual([]);
  });

  it('shows a licensee neither proposals nor forms of officers', async () => {
    const { page, faults, goTo } = await console.open({ person: licenseeOf(console.sector) });
    await goTo('/licences', 'h1');
    expect(await page.locator('.command, .proposal').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
