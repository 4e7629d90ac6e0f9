import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { until } from '@esep/platform/testing';

import type { Json } from '../test-hosts.js';
import {
  describeInBrowser,
  inaccessible,
  licenseeOf,
  OFFICER_OF_LICENCES,
  OFFICER_OF_TAXES,
  tabToField,
} from './console.js';

const OFFICER = { role: 'licensing-officer', organisation: 'aifc' } as const;
const TAX_OFFICER = { role: 'tax-officer', organisation: 'aifc' } as const;
const ANALYST = { role: 'supervision-analyst', organisation: 'aifc' } as const;
const POOL = { role: 'pool', organisation: 'dmp-1' } as const;
const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';

describeInBrowser('Forms and lists of the console', (console) => {
  const itemsOf = async (path: string, as: typeof OFFICER | typeof TAX_OFFICER) => {
    const { body } = await console.esep.call(path, as);
    return body['items'] as readonly Json[];
  };

  it('has costs declared by a licensee and accepted by an officer, on record', async () => {
    const licensee = await console.open({ person: licenseeOf(console.sector) });
    await licensee.goTo('/me', '.command');
    const declare = licensee.page.getByRole('button', { name: 'Declare', exact: true });
    await declare.click();
    // Nothing is sent, and the keyboard is where something is missing.
    await licensee.page.getByText('This is needed.').waitFor();
    expect(await licensee.page.evaluate('document.activeElement.name')).toBe('cost');
    expect(await inaccessible(licensee.page)).toEqual([]);
    await licensee.page.keyboard.type('12 500 000,5');
    await declare.click();
    await licensee.page.locator('.done').waitFor();

    const officer = await console.open({ person: OFFICER_OF_TAXES });
    await officer.goTo('/taxes?view=costs', '.waiting button');
    await officer.page.locator('.waiting button').click();
    await officer.page.getByLabel(/^Documents that you have looked at/).fill('Folder 7, invoices');
    await officer.page.getByRole('button', { name: 'Accept', exact: true }).click();
    await officer.page.locator('.badge.e-accepted').first().waitFor();
    expect(await itemsOf('/tax/v1/cost-declarations', TAX_OFFICER)).toMatchObject([
      {
        state: 'accepted',
        cost: { amount: '1250000050' },
        answer: 'Folder 7, invoices',
        answeredBy: OFFICER_OF_TAXES,
      },
    ]);
    expect([...licensee.faults, ...officer.faults]).toEqual([]);
  });

  it('has a data centre registered by digests of documents that stay where they are', async () => {
    const { page, faults, goTo } = await console.open({ person: OFFICER_OF_LICENCES });
    await goTo('/licences?licence=AFSA-G-LA-2026-0001&act=register-site', '[name=powerKw]');
    const said = {
      ...{ id: 'ekibastuz-2', from: '2026-03-01', name: 'Ekibastuz 2', address: 'Zone 14' },
      ...{ powerKw: '45000', cooling: 'A3', powerRedundancy: 'N+1', security: 'Guarded' },
    };
    for (const [name, value] of Object.entries(said))
      await page.locator(`.command [name=${name}]`).fill(value);
    const deed = Buffer.from('a deed');
    const files = page.locator('.command input[type=file]');
    for (let at = 0; at < (await files.count()); at += 1)
      await files.nth(at).setInputFiles({ name: 'deed.pdf', mimeType: 'text/plain', buffer: deed });
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.locator('.done').waitFor();
    await page.locator('.senders').getByText('45,000 kW').waitFor();
    const { body } = await console.esep.call('/licensing/v1/data-centres/ekibastuz-2', OFFICER);
    const sha256 = createHash('sha256').update(deed).digest('hex');
    const shown = ['deed', 'power-contract', 'access-logs', 'cooling'];
    expect(body).toMatchObject({ powerKw: 45_000, tenure: 'owned', region: 'KZ-10' });
    expect(body['evidence']).toEqual(
      [...shown, 'power-redundancy', 'security'].map((of) => ({ of, sha256 })),
    );
    expect(faults).toEqual([]);
  });

  it('has a payment recorded once it can be, and says why it cannot be before', async () => {
    const { licenseeId } = console.sector;
    const { page, goTo } = await console.open({ person: OFFICER_OF_TAXES });
    const prices = { asset: 'BTC', day: '2026-03-05', source: 'List 12' };
    const price = { ...prices, value: { amount: '4738450000', currency: 'KZT' } };
    const { body } = await console.esep.call('/tax/v1/prices', TAX_OFFICER, price);
    expect(body['proposalId']).toBeDefined();
    const second = await console.open({ person: 'tax-arman' });
    await second.goTo('/taxes', '.proposal');
    expect(await second.page.locator('.proposal').innerText()).toMatch(
      /Price of a coin\s+Coin\s+BTC[^]*5 March 2026[^]*47,384,500\.00/,
    );
    await second.page.getByRole('button', { name: /^Confirm/ }).click();
    await second.page.locator('.proposal').waitFor({ state: 'detached' });
    await until(async () => {
      const assessments = await itemsOf('/tax/v1/assessments', TAX_OFFICER);
      return assessments.some(({ state }) => state === 'assessed');
    });
    await goTo(`/taxes?open=${licenseeId}/2026-Q1`, '.command [name=reference]');
    await page.locator('[name=day]').fill('2025-12-31');
    await page.locator('[name=reference]').fill('KZ-2026-0001');
    await page.getByRole('button', { name: 'Record the payment' }).click();
    await page.locator('.command .refusal').waitFor({ timeout: 8_000 });
    expect(await page.locator('.command .refusal').innerText()).toMatch(/had not begun/);
    await page.locator('[name=day]').fill('2026-04-20');
    await page.getByRole('button', { name: 'Record the payment' }).click();
    await page
      .getByText(/is to be paid|On record|It is on record/)
      .first()
      .waitFor();
    expect(await itemsOf('/tax/v1/payments', TAX_OFFICER)).toMatchObject([
      { licenseeId, quarter: '2026-Q1', reference: 'KZ-2026-0001', recordedBy: OFFICER_OF_TAXES },
    ]);
  });

  it('has a wallet bound by keyboard alone, and a wrong one refused in words', async () => {
    const { page, goTo } = await console.open({ person: OFFICER_OF_LICENCES });
    await goTo('/licences?licence=AFSA-G-LA-2026-0001&act=bind-wallet', '.command');
    await tabToField(page, 'address');
    await page.keyboard.type(ADDRESS);
    await tabToField(page, 'from');
    await page.keyboard.type('05022026');
    await tabToField(page, 'content');
    await page.keyboard.type('not a signature!');
    await page.keyboard.press('Enter');
    await page.locator('.refusal').waitFor();
    expect(await page.locator('.refusal').innerText()).toMatch(
      /proof of the wallet cannot be read/,
    );
    await page.keyboard.press('Control+A');
    await page.keyboard.type(Buffer.alloc(65, 1).toString('base64'));
    await page.keyboard.press('Enter');
    await page.locator('.done').waitFor();
    await page.locator('.senders code').getByText(ADDRESS).waitFor();
    const { licenseeId } = console.sector;
    expect(await itemsOf(`/licensing/v1/licensees/${licenseeId}/wallets`, OFFICER)).toMatchObject([
      { address: ADDRESS },
    ]);
  });

  it('prints a month for a court: black on white, with what checks it without us', async () => {
    const { licenseeId } = console.sector;
    const { page, faults, goTo } = await console.open();
    await goTo(`/board?cell=${licenseeId}.2026-03`, '.evidence');
    await page.getByRole('link', { name: 'The month on paper' }).click();
    await page.locator('.log').first().waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.top').isVisible()).toBe(false);
    const colours = `[document.body, document.querySelector('h1')].map((one) => {
      const { color, backgroundColor } = getComputedStyle(one);
      return one === document.body ? backgroundColor : color;
    })`;
    expect(await page.evaluate(colours)).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    const text = await page.locator('.paper').innerText();
    const path = `/supervision/v1/reconciliations/${licenseeId}/BTC/2026-03/explain`;
    const { body } = await console.esep.call(path, ANALYST);
    const { hash } = body['rulePack'] as { readonly hash: string };
    const { proof } = (body['mined'] as { sources: { proof: string }[] }[])[0]?.sources[0] ?? {};
    const { body: receipt } = await console.esep.call(String(proof), ANALYST);
    const parts = [licenseeId, 'Qazyna Mining LLP', hash, proof, receipt['verifierKey'], 'Dana'];
    expect(parts.filter((part) => !text.includes(String(part)))).toEqual([]);
    expect(text).toMatch(/Proven, position \d+ .*\s+digest [0-9a-f]{64}/);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);
    expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]/);
    expect(faults).toEqual([]);
  });

  it('saves all pages of a list as one CSV, in a file that says what it is', async () => {
    const ROWS = 1_200;
    const row = {
      licenceId: 'nobody',
      asset: 'BTC',
      scheme: 'FPPS',
      fee: '0',
      gross: '1',
      net: '1',
    };
    const rows = Array.from({ length: ROWS }, (_, n) => ({
      rowId: `r-${n}`,
      distributedAt: '2026-04-02T07:00:00Z',
      ...row,
    }));
    const report = { reportId: 'of-many', version: 1, poolId: 'dmp-1', rows };
    await console.esep.call('/pool-reporting/v1/distributions', POOL, report);
    const { page, faults, goTo } = await console.open({ person: 'pool-dmp-1' });
    const address = '/reports?day=pool-reporting/dmp-1/2026-05-01&report=distributions/of-many/1';
    await goTo(address, '.rejected');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Rejected rows, CSV' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toMatch(
      /^esep-rejected-of-many-1-dmp-1-known-\d{4}-\d\d-\d\dT\d{4}Z\.csv$/,
    );
    const lines = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFF[a-zA-Z]+;/);
    expect(new Set(lines.slice(1).map((line) => /\br-\d+\b/.exec(line)?.[0])).size).toBe(ROWS);
    expect(lines).toHaveLength(ROWS + 1);
    expect(faults).toEqual([]);
  });
});
