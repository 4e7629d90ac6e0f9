// npm run pictures [-- --url http://127.0.0.1:7080]
//
// Writes docs/pictures/*.png: the console over the demonstration, which `npm start` keeps at that address.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import pack from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

import { root } from './runtime.mjs';

const { values: options } = parseArgs({
  options: { url: { type: 'string', default: 'http://127.0.0.1:7080' } },
});

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 800 };
/** What is on each, what is there once its data are, and what is pressed before it is taken. */
const PICTURES = [
  { name: 'board', view: WIDE, path: '/board', shows: '.cell' },
  {
    name: 'why',
    view: WIDE,
    path: '/board',
    shows: '.cell',
    press: ['.worst .card', '.evidence button'],
  },
  {
    name: 'findings',
    view: WIDE,
    path: '/findings',
    shows: '.finding',
    dark: true,
    press: ['.finding'],
    locale: 'ru',
  },
  { name: 'board-narrow', view: NARROW, path: '/board', shows: '.cell', dark: true, locale: 'kk' },
];

const folder = join(root, 'docs/pictures');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.ESEP_TEST_CHROMIUM ?? (await pack.executablePath()),
  args: ['--no-sandbox'],
});
try {
  const storageState = await signedIn();
  for (const picture of PICTURES) await take(picture, storageState);
} finally {
  await browser.close();
}

async function signedIn() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(options.url);
  await page.locator('button[value="analyst-dana"]').click();
  await page.locator('.who').waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

async function take({ name, view, path, shows, press = [], dark = false, locale = 'en' }, state) {
  const context = await browser.newContext({
    viewport: view,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    storageState: state,
  });
  await context.addInitScript((chosen) => localStorage.setItem('esep-locale', chosen), locale);
  const page = await context.newPage();
  await page.goto(options.url + path);
  await page.locator(shows).first().waitFor();
  for (const pressed of press) await page.locator(pressed).first().click();
  if (press.includes('.evidence button')) await page.locator('.proof').waitFor();
  if (press.includes('.finding')) await page.locator('.decide').waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
  console.log(`docs/pictures/${name}.png`);
}
