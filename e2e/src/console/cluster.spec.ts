import { describeInBrowser, proofIn } from './console.js';

const ANALYST = { role: 'supervision-analyst', organisation: 'aifc' } as const;

describeInBrowser(
  'The console over five processes',
  (console) => {
    it('leads from the sign-in to a figure, its proof and a decision on record', async () => {
      const { page, faults, goTo } = await console.open({ person: undefined });
      await goTo('/board', 'button[value="analyst-dana"]');
      await page.getByRole('button', { name: /^Dana/ }).click();
      const short = page.getByRole('button', { name: /, March 2026: 13\.3%, Breach/ });
      await short.click();
      const row = page.locator('.evidence button').first();
      await row.waitFor();
      expect(await page.locator('.why').innerText()).toContain('SALE-1');
      await row.click();
      expect(await proofIn(page)).toMatch(/^Proven/);
      await page.keyboard.press('Escape');
      await page.locator('.why').waitFor({ state: 'detached' });

      await page.getByRole('link', { name: 'Findings', exact: true }).click();
      await page.locator('.finding').first().click();
      await page.locator('.decide').waitFor();
      await page.keyboard.press('2');
      await page.keyboard.type('The pool has confirmed the 2 rows.');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const last = page.locator('.why .evidence').first();
      await last.getByText('Explained').waitFor();
      expect(await last.innerText()).toMatch(/analyst-dana[^]*The pool has confirmed the 2 rows\./);
      const { body } = await console.esep.call('/supervision/v1/findings?state=explained', ANALYST);
      expect(body['items']).toHaveLength(1);
      expect(faults).toEqual([]);
    });
  },
  'the cluster',
);
