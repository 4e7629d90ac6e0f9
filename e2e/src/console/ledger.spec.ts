import { generateKeyPairSync, randomBytes } from 'node:crypto';

import { signCheckpoint, verifierKeyOf } from '@esep/ledger-format';
import { until } from '@esep/platform/testing';
import type { Page } from 'playwright-core';

import type { Caller } from '../test-hosts.js';
import { describeInBrowser, inaccessible, tabToField } from './console.js';

const AUDITOR: Caller = { role: 'auditor', organisation: 'aifc' };
const POOL: Caller = { role: 'pool', organisation: 'dmp-1' };
/** More than a service answers at once. */
const ROWS = 1_100;

describeInBrowser('The ledger in the console', (console) => {
  const report = async (reportId: string, rows: number): Promise<void> => {
    const { status, body } = await console.esep.call('/pool-reporting/v1/distributions', POOL, {
      ...{ reportId, version: 1, poolId: 'dmp-1' },
      rows: Array.from({ length: rows }, (_, n) => ({
        ...{ rowId: `${reportId}.${n}`, licenceId: 'AFSA-G-LA-2026-0001', asset: 'BTC' },
        ...{ scheme: 'FPPS', gross: '1', fee: '0', net: '1' },
        distributedAt: '2026-03-06T07:00:00.000Z',
      })),
    });
    expect([status, body['rejected']]).toEqual([201, []]);
  };
  const ofLog = async (path: string): Promise<string> =>
    (await fetch(`${console.esep.host.url}/pool-reporting/v1/log/${path}`)).text();
  /** What is said of the log of pool reports, once it says so. */
  const said = async (page: Page, words: RegExp): Promise<string> => {
    const log = page.locator('[data-log=pool-reporting]', { hasText: words });
    await log.waitFor();
    return log.innerText();
  };
  const openLedger = async (address = '/ledger') => {
    const opened = await console.open({ person: 'auditor-zhanna' });
    await opened.goTo(address, '[data-log=pool-reporting] .size');
    return opened;
  };

  it('says at the next visit that a log continues what was seen, and by how much', async () => {
    const { page, faults } = await openLedger();
    await said(page, /Seen here for the first time, and kept\./);
    await page.reload();
    await said(page, /Continues what you saw on .*\. Nothing was recorded since\./);
    await report('seen', 2);
    // Two rows and the report, at once; and at the next visit as well.
    await said(page, /Continues what you saw on .*\. 3 events were recorded since\./);
    await report('seen-later', 1);
    await said(page, /5 events were recorded since\./);
    await page.reload();
    await said(page, /Continues what you saw on .*\. Nothing was recorded since\./);
    expect(await page.locator('.forged').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('says in red that a log no longer contains what was seen, until somebody begins anew', async () => {
    const { page, faults } = await openLedger();
    await said(page, /Seen here for the first time/);
    // A head that the log would have signed with the same number of events, one of them another one.
    const [origin = '', size] = (await ofLog('checkpoint')).split('\n');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const root = randomBytes(32);
    const kept = {
      note: signCheckpoint({ origin, size: Number(size), root }, privateKey),
      key: verifierKeyOf(origin, publicKey),
      at: '2026-05-01T05:00:00.000Z',
    };
    const place = 'esep-head-pool-reporting';
    await page.evaluate(
      `localStorage.setItem('${place}', ${JSON.stringify(JSON.stringify(kept))})`,
    );
    for (const _ of ['at once', 'and at every visit']) {
      await page.reload();
      expect(
        await said(page, /This log no longer contains what you saw on 1 May 2026, 10:00\./),
      ).toMatch(/An event of then is another one now/);
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await inaccessible(page)).toEqual([]);
    }
    expect(await page.locator('.forged').count()).toBe(1);
    await page.getByRole('button', { name: 'Begin anew from this head' }).click();
    await said(page, /Seen here for the first time/);
    await page.reload();
    await said(page, /Continues what you saw/);
    expect(faults).toEqual([]);
  });

  it('does not take a changed head for a seen one', async () => {
    const { page } = await openLedger();
    await said(page, /Seen here for the first time/);
    await page.evaluate(`localStorage.setItem('esep-head-pool-reporting',
      localStorage.getItem('esep-head-pool-reporting').replace(/\\\\n\\d+\\\\n/, '\\\\n1\\\\n'))`);
    await page.reload();
    await said(page, /What this browser kept on .* is no signed head\./);
  });

  it('believes the key of whoever reads above that of the console, and that above the host', async () => {
    const { page, faults, goTo } = await openLedger();
    const [key, [origin = '']] = [
      (await ofLog('key')).trim(),
      (await ofLog('checkpoint')).split('\n'),
    ];
    const wrong = verifierKeyOf(origin, generateKeyPairSync('ed25519').publicKey);
    const paste = async (text: string) => {
      await page.locator('[name=keys]').fill(text);
      await page.getByRole('button', { name: 'Keep these keys' }).click();
    };
    const source = () => said(page, /Root and key/);
    await page.locator('[data-log=pool-reporting] summary').click();
    expect(await source()).toMatch(/The host itself/);
    await page.locator('details', { hasText: 'Keep these keys' }).locator('summary').click();
    await paste('no key');
    await page.getByText('A line is no key of a log here.').waitFor();
    await paste(wrong);
    await said(page, /not signed with its key\. Who says the key: You pasted it/);
    await paste(key);
    await said(page, /Seen here|Continues/);

    await page.route('**/config.json', async (route) => {
      const answer = await route.fetch();
      const config = (await answer.json()) as object;
      await route.fulfill({ response: answer, json: { ...config, logKeys: [wrong] } });
    });
    await goTo('/ledger?log=pool-reporting', '.logged button');
    await said(page, /Pinned by this console: another key, which nothing is checked by/);
    await page.locator('details', { hasText: 'Keep these keys' }).locator('summary').click();
    await paste('');
    await said(page, /not signed with its key\. Who says the key: Pinned by this console/);
    await page.locator('.logged button').first().click();
    await page.getByText(/^Not proven/).waitFor();
    expect(faults).toEqual([]);
  });

  it('checks the receipts that somebody has, and those that somebody forged', async () => {
    await report('dropped', 3);
    const { page, faults } = await openLedger();
    const { body } = await console.esep.call(
      '/pool-reporting/v1/events?order=newest&limit=3',
      AUDITOR,
    );
    const receipts = await Promise.all(
      (body['events'] as readonly { readonly bytes: string }[]).map(async ({ bytes }) => {
        const { eventId } = JSON.parse(bytes) as { readonly eventId: string };
        const path = `/pool-reporting/v1/receipts/${eventId}`;
        return JSON.stringify((await console.esep.call(path, AUDITOR)).body);
      }),
    );
    const forged = receipts[0]?.replace('dropped', 'altered') ?? '';
    const take = async (content: string | Buffer, shows: RegExp) => {
      const chosen = page.waitForEvent('filechooser');
      await page.getByText('Choose a file').click();
      await (
        await chosen
      ).setFiles({
        name: 'receipts.json',
        mimeType: 'application/json',
        buffer: Buffer.from(content),
      });
      await page.locator('.checked', { hasText: shows }).waitFor();
      return page.locator('.checked').innerText();
    };
    await take(receipts[0] ?? '', /1 receipt is proven\./);
    const one = await take(
      [...receipts, forged].join('\n'),
      /3 receipts are proven\. 1 receipt is not\./,
    );
    // The one that fails stands first, with its place in the file.
    expect(one).toMatch(
      /is not\.\s+Receipt 4\s+Not proven The proof does not lead from this event to the signed tree/,
    );
    // Dropped as well as chosen.
    const files = await page.evaluateHandle(`{
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(receipts[1])}], 'dropped.json'));
      data;
    }`);
    await page.locator('[aria-labelledby=check]').dispatchEvent('drop', { dataTransfer: files });
    await page.locator('.checked h3', { hasText: 'dropped.json' }).waitFor();
    await page.getByText('1 receipt is proven.').waitFor();
    await take('{"receipt": "none"}', /No usable receipt/);
    await take('%PDF-1.7', /This file is no JSON\./);
    await take(Buffer.of(0x50, 0x4b, 0xff, 0x80), /This file is no text\./);
    await take('', /There is no receipt in this file: it is empty\./);
    expect([await inaccessible(page), faults]).toEqual([[], []]);
  });

  it('lists a long log back to its first event, and draws only what is in view', async () => {
    await report('long', ROWS);
    const { page, faults, goTo } = await openLedger('/ledger?log=pool-reporting');
    const rows = page.locator('.logged button');
    const position = (shown: string) =>
      page.locator('.logged tbody .figure', { hasText: new RegExp(`^${shown}$`) });
    await page.getByText('500 events so far; more come as you scroll.').waitFor();
    expect(await rows.count()).toBeLessThan(120);
    const [, size = ''] = (await ofLog('checkpoint')).split('\n');
    const all = Number(size).toLocaleString('en');
    await until(async () => {
      await page.locator('.scroller').evaluate((box) => box.scrollTo(0, box.scrollHeight));
      return (await position('0').count()) === 1;
    });
    expect((await page.locator('.headline').innerText()).trim()).toBe(`${all} events`);
    expect(await rows.count()).toBeLessThan(120);

    // To a position, by keyboard alone; and on from there.
    await page.locator('.scroller').evaluate((box) => box.scrollTo(0, 0));
    await page.locator('h2#events').click();
    await tabToField(page, 'at');
    await page.keyboard.type('700');
    await page.keyboard.press('Enter');
    await position('700').waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toBe('700');
    await page.locator('.logged [tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText(/^Proven/).waitFor();
    const event = new URL(page.url()).searchParams.get('event');
    await page.keyboard.press('Escape');
    await page.locator('.why').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.dataset.r')).toBe('1');

    // The address is the view.
    await goTo(`/ledger?log=pool-reporting&event=${event}`, '.why .p-proven');
    await page.getByRole('link', { name: 'DistributionRecorded' }).click();
    await page.locator('.why').waitFor({ state: 'detached' });
    expect(await page.locator('[name=type]').inputValue()).toBe('DistributionRecorded');
    await goTo('/ledger?log=pool-reporting&type=PoolReportedThrough', '.logged button');
    await page.locator('.headline', { hasText: /^1 event\s*$/ }).waitFor();
    await goTo('/ledger?log=pool-reporting&order=oldest', '.logged button');
    await position('0').waitFor();
    expect(await page.locator('.logged tbody tr').first().innerText()).toMatch(/^0\t/);

    // Days are Almaty's: all of this was recorded on 1 May, five hours after it began there.
    await goTo('/ledger?log=pool-reporting&until=2026-04-30', '.notice');
    await page.getByText('Nothing of this kind was recorded in this log.').waitFor();
    await goTo('/ledger?log=pool-reporting&since=2026-05-01&until=2026-05-01', '.logged button');
    await goTo(
      `/ledger?log=pool-reporting&licensee=${console.sector.licenseeId}`,
      '.logged button',
    );
    await page.locator('[name=stream]').fill('completeness-dmp-1');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing of this kind was recorded in this log.').waitFor();
    expect(new URL(page.url()).searchParams.get('stream')).toBe('completeness-dmp-1');

    // Read where one is, and told of what comes meanwhile.
    await goTo('/ledger?log=pool-reporting', '.logged button');
    await page.locator('.live', { hasText: /^Live$/ }).waitFor();
    await report('meanwhile', 1);
    await page.getByRole('button', { name: '2 newer events: show them' }).click();
    await position(all).waitFor();
    expect(faults).toEqual([]);
  });
});
