import pack from '@sparticuz/chromium';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type CDPSession,
  type Page,
} from 'playwright-core';

// A browser that somebody is signed in with, and what its main thread did.

export const launch = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['ESEP_TEST_CHROMIUM'] ?? (await pack.executablePath()),
    args: ['--no-sandbox'],
  });

export type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Who has signed in before: what is loaded anew goes to the provider and comes back. */
export const signIn = async (url: string, person = 'analyst-dana'): Promise<Session> => {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(url);
  await page.locator(`button[value="${person}"]`).click();
  await page.locator('.who').waitFor();
  const state = await page.context().storageState();
  await browser.close();
  return state;
};

export const contextOf = async (
  browser: Browser,
  storageState: Session,
  locale = 'en',
): Promise<BrowserContext> => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    storageState,
  });
  await context.addInitScript((chosen) => localStorage.setItem('esep-locale', chosen), locale);
  return context;
};

/** Milliseconds of processor time of the main thread. */
export interface Work {
  readonly all: number;
  readonly script: number;
  readonly layout: number;
}

const QUIET_MS = 250;
/** What a page does when nobody does anything: its clock, and its stream. */
const IDLE_MS_MAX = 4;

export class MainThread {
  private constructor(
    private readonly session: CDPSession,
    private readonly page: Page,
  ) {}

  static async of(page: Page): Promise<MainThread> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new MainThread(session, page);
  }

  /** What an act leads to, until nothing more comes of it. */
  async workOf(act: () => Promise<unknown>): Promise<Work> {
    await this.quiet();
    const before = await this.metrics();
    await act();
    await this.quiet();
    const after = await this.metrics();
    const spent = (...names: string[]): number =>
      names.reduce((sum, name) => sum + (after.get(name) ?? 0) - (before.get(name) ?? 0), 0) *
      1_000;
    return {
      all: spent('TaskDuration'),
      script: spent('ScriptDuration'),
      layout: spent('LayoutDuration', 'RecalcStyleDuration'),
    };
  }

  async quiet(): Promise<void> {
    for (let last = -Infinity; ;) {
      const now = ((await this.metrics()).get('TaskDuration') ?? 0) * 1_000;
      if (now - last < IDLE_MS_MAX) return;
      last = now;
      await this.page.waitForTimeout(QUIET_MS);
    }
  }

  private async metrics(): Promise<ReadonlyMap<string, number>> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    return new Map(metrics.map(({ name, value }) => [name, value]));
  }
}
