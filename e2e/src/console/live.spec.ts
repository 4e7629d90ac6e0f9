import { CutWay, until } from '@esep/platform/testing';
import type { Page } from 'playwright-core';

import type { Caller } from '../test-hosts.js';
import { describeInBrowser, inaccessible } from './console.js';

const POOL: Caller = { role: 'pool', organisation: 'dmp-1' };
const CELL = '.cell[aria-label*="March 2026"]';

/** How the shell says that the page stands. */
const stands = (page: Page, words: string) =>
  page.locator('.live', { hasText: new RegExp(`^${words}$`) }).waitFor();

describeInBrowser('The pages of the console, while things happen', (console) => {
  /** Mined in March besides: half a bitcoin, or so many. */
  const report = async (reportId: string, net = '50000000'): Promise<void> => {
    const { status, body } = await console.esep.call('/pool-reporting/v1/distributions', POOL, {
      ...{ reportId, version: 1, poolId: 'dmp-1' },
      rows: [
        {
          ...{ rowId: `${reportId}.1`, licenceId: 'AFSA-G-LA-2026-0001', asset: 'BTC' },
          ...{ scheme: 'FPPS', gross: net, fee: '0', net },
          distributedAt: '2026-03-06T07:00:00.000Z',
        },
      ],
    });
    expect([status, body['rejected']]).toEqual([201, []]);
  };
  /** The share of March that was sold, of 10 BTC, as the board shows it. */
  const share = async (page: Page): Promise<string | undefined> =>
    /: ([\d.]+)%/.exec((await page.locator(CELL).first().getAttribute('aria-label')) ?? '')?.[1];
  /** Counts what a page asks of the board. */
  const askedOfBoard = (page: Page) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/supervision/v1/board')) asked.push(request.url());
    });
    return asked;
  };

  it('change as reports come in, without being loaded anew', async () => {
    const { page, faults, goTo } = await console.open();
    await goTo('/board', CELL);
    await stands(page, 'Live');
    expect(await inaccessible(page)).toEqual([]);
    expect(await share(page)).toBe('13.3');
    await report('live-1');
    await until(async () => (await share(page)) === '13.2');
    // A flood of them is read a few times, and its last one is seen.
    const asked = askedOfBoard(page);
    for (let i = 0; i < 40; i += 1) await report(`flood-${i}`, '11250000');
    await until(async () => (await share(page)) === '12.5');
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThan(10);
    expect(faults).toEqual([]);
  });

  it('stay as they are while they show what was known at an earlier time', async () => {
    const { page, goTo } = await console.open();
    await goTo(`/board?knownAt=${console.esep.host.clock.now()}`, CELL);
    const then = await share(page);
    await stands(page, 'Live');
    const asked = askedOfBoard(page);
    const other = await console.open();
    await other.goTo('/board', CELL);
    await stands(other.page, 'Live');
    await report('not-known-then', '2000000000');
    await until(async () => (await share(other.page)) === '10.0');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(asked).toEqual([]);
    expect([then, await share(page)]).toEqual(['12.5', '12.5']);
  });

  it('say that they are cut off, and miss nothing of what happened meanwhile', async () => {
    const way = await CutWay.to(new URL(console.esep.host.url).port);
    const { page, goTo } = await console.open();
    // The stream alone goes by the way that is cut: a cut is none of the page's loading.
    await page.route('**/supervision/v1/stream?*', (route) =>
      route.continue({ url: route.request().url().replace(console.esep.host.url, way.url) }),
    );
    await goTo('/board', CELL);
    await stands(page, 'Live');
    way.cut();
    await stands(page, 'Reconnecting …');
    expect(await inaccessible(page)).toEqual([]);
    await report('while-cut', '2500000000');
    await way.mend();
    await stands(page, 'Live');
    await until(async () => (await share(page)) === '8.0');
    way.cut();
  });

  it('need no connection while nobody looks, and show what happened meanwhile', async () => {
    const { page, faults, goTo } = await console.open();
    await goTo('/board', CELL);
    await stands(page, 'Live');
    const look = (state: 'hidden' | 'visible') =>
      page.evaluate(
        `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
         document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await look('hidden');
    await stands(page, 'Not live');
    await report('nobody-looked', '7500000000');
    await look('visible');
    await stands(page, 'Live');
    await until(async () => (await share(page)) === '5.0');
    expect(faults).toEqual([]);
  });

  it('go on with another token when theirs has ended', async () => {
    const { page, goTo } = await console.open();
    await goTo('/board', CELL);
    await stands(page, 'Live');
    const streams: string[] = [];
    page.on('response', (answer) => {
      if (answer.url().includes('/supervision/v1/stream')) streams.push(String(answer.status()));
    });
    const HOUR_MS = 3_600_000;
    const later = Date.parse(console.esep.host.clock.now()) + HOUR_MS;
    await console.esep.moveClock(new Date(later).toISOString());
    await until(() => streams.includes('200'));
    await stands(page, 'Live');
    await report('another-token', '5000000000');
    await until(async () => (await share(page)) === '4.0');
    expect(await page.locator('.who').innerText()).toMatch(/^Dana/);
  });
});
