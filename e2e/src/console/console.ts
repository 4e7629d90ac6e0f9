import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { BEFORE_SECTOR, tellSmallSector, type SmallSector } from '../small-sector.js';
import {
  noBroker,
  openTestHosts,
  type HostKind,
  type TestHost,
  type TestHosts,
} from '../test-hosts.js';
import { browserObstacle, launchBrowser } from './chromium.js';

// The console in a browser, as its users see it, under its content security policy.

export const LOCALES = ['en', 'ru', 'kk'] as const;
export type Locale = (typeof LOCALES)[number];

export interface View {
  readonly locale?: Locale;
  /** Who is signed in, an analyst where it is not said; nobody where it is undefined. */
  readonly person?: string | undefined;
}

/** A page of a browser of its own, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Messages, failed requests, and answers of 400 and above. */
  readonly faults: readonly string[];
  /** Resolves when what is there only with the page's data is there. */
  goTo(address: string, shows: string): Promise<void>;
}

export interface Console {
  readonly esep: TestHost;
  readonly sector: SmallSector;
  /** Resolves with a page that is closed after the test. */
  open(view?: View): Promise<OpenPage>;
}

/** Tests in the browser over a small sector, one host for all of them; skipped where no browser is. */
export const describeInBrowser = (
  name: string,
  tests: (console: Console) => void,
  kind: HostKind = 'the embedded host',
): void => {
  const obstacle = browserObstacle ?? (kind === 'the cluster' ? noBroker : undefined);
  const describeHere = obstacle === undefined ? describe : describe.skip;
  const why = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;
  describeHere(`${name}${why}`, () => {
    let hosts: TestHosts;
    let esep: TestHost;
    let sector: SmallSector;
    let browser: Browser;
    const contexts: BrowserContext[] = [];

    beforeAll(async () => {
      [hosts, browser] = await Promise.all([openTestHosts(kind), launchBrowser()]);
      esep = await hosts.start(BEFORE_SECTOR, {
        sector: { pools: ['dmp-1'], exchanges: ['ex-1'] },
      });
      sector = await tellSmallSector(esep);
    }, 240_000);
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

    const open = async (view: View = {}): Promise<OpenPage> => {
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

    tests({
      get esep() {
        return esep;
      },
      get sector() {
        return sector;
      },
      open,
    });
  });
};

/** As the development's sign-in calls them. */
export const OFFICER_OF_LICENCES = 'officer-aigerim';
export const OFFICER_OF_TAXES = 'tax-saule';
export const OPERATOR = 'operator-nurlan';
export const licenseeOf = ({ licenseeId }: SmallSector): string => `licensee-${licenseeId}`;

/** What axe finds that somebody could not use. */
export const inaccessible = async (page: Page): Promise<readonly string[]> => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // Its other mode opens a page for each result, which takes longer than the check.
  const { violations } = await new AxeBuilder({ page })
    // Of what is as it should be, one element each: all of them would be megabytes.
    .options({ resultTypes: ['violations'] })
    .withTags(tags)
    .setLegacyMode(true)
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
};

/** What people read, without what is shown as it was recorded. */
export const textOf = (page: Page): Promise<string> =>
  page.evaluate(
    `for (const raw of document.querySelectorAll('.bytes, code')) raw.remove(); document.body.innerText`,
  );

const STEPS_MAX = 40;

/** Moves the keyboard on to what says so. */
export const tabTo = async (page: Page, text: string): Promise<void> => {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.textContent')) === text) return;
  }
  throw new Error(`The keyboard does not come to “${text}”.`);
};

/** Moves the keyboard on to a field of a form. */
export const tabToField = async (page: Page, name: string): Promise<void> => {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.name')) === name) return;
  }
  throw new Error(`The keyboard does not come to the field “${name}”.`);
};

export const proofIn = async (page: Page): Promise<string> => {
  const proof = page.locator('.proof').first();
  await proof.waitFor();
  return proof.innerText();
};

/** What a screen reader says of where the keyboard is. */
export const focusedIn = async (page: Page): Promise<string> =>
  String(await page.evaluate(`document.activeElement?.getAttribute('aria-label')`));
