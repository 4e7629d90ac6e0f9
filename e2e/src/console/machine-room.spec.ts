import { until } from '@esep/platform/testing';
import { Client } from 'pg';

import { describeInBrowser, inaccessible, OPERATOR, tabTo, textOf } from './console.js';

const POOL = { role: 'pool', organisation: 'dmp-1' } as const;
const ANALYST = { role: 'supervision-analyst', organisation: 'aifc' } as const;

/** A fact of one row finds no room in the figures' table. */
const NOT_TAKEN = `
  create function reconciliation.not_taken() returns trigger language plpgsql as $$
  begin
    raise exception 'No room for it.';
  end $$;
  create trigger not_taken before insert on reconciliation.facts for each row
    when (new.body::text like '%not-taken.1%') execute function reconciliation.not_taken()`;

interface Projection {
  readonly name: string;
  readonly live: { readonly switchedBy: string | null };
  readonly next: object | null;
  readonly old: object | null;
}

describeInBrowser('The machine room', (console) => {
  const judgementBook = async (): Promise<Projection | undefined> => {
    const { body } = await console.esep.call('/supervision/v1/projections', ANALYST);
    return (body['items'] as Projection[]).find(({ name }) => name === 'judgement_book');
  };

  it('has a projection built, compared and switched by keyboard alone', async () => {
    const { page, faults, goTo } = await console.open({ person: OPERATOR });
    await goTo('/machine-room', '.projection');
    await page.locator('.projection').first().focus();
    await tabTo(page, 'judgement_book');
    await page.keyboard.press('Enter');
    await page.locator('.why').waitFor();
    await tabTo(page, 'Build anew');
    await page.keyboard.press('Enter');
    const panel = page.locator('.why');
    await panel.getByRole('button', { name: 'Compare both copies' }).waitFor();
    await until(async () => page.evaluate(`document.activeElement.matches('.why')`));
    await tabTo(page, 'Compare both copies');
    await page.keyboard.press('Enter');
    await panel.getByText('Both copies are equal.').waitFor();
    expect(await inaccessible(page)).toEqual([]);
    await tabTo(page, 'Have the next copy read');
    await page.keyboard.press('Enter');
    await panel.getByText(/^kept since/).waitFor();
    expect(await panel.innerText()).toContain(OPERATOR);
    expect(await judgementBook()).toMatchObject({
      ...{ live: { switchedBy: OPERATOR }, next: null, old: expect.anything() },
    });
    await tabTo(page, 'Drop the earlier copy');
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: 'Build anew' }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('judgement_book');
    expect([(await judgementBook())?.old, faults]).toEqual([null, []]);
  });

  it('shows how the services do, as they do it', async () => {
    const { page, goTo } = await console.open({ person: OPERATOR });
    await goTo('/machine-room', '.projection');
    const events = () =>
      page
        .locator('tr', { hasText: 'Pool reports' })
        .first()
        .locator('.figure')
        .first()
        .innerText();
    await until(async () => Number(await events()) > 0);
    const before = Number(await events());
    const said = { poolId: 'dmp-1', through: console.esep.host.clock.now() };
    await console.esep.call('/pool-reporting/v1/completeness', POOL, said);
    await until(async () => Number(await events()) > before);
    expect(await textOf(page)).toMatch(/Consumers[^]*None: everything that was recorded/);
  });

  it('has facts that could not be taken released by two persons', async () => {
    const database = new Client({ connectionString: console.esep.databaseUrl('supervision') });
    await database.connect();
    await database.query(NOT_TAKEN);
    const row = { licenceId: 'AFSA-G-LA-2026-0001', asset: 'BTC', scheme: 'FPPS' };
    const amounts = { gross: '1', fee: '0', net: '1', distributedAt: '2026-03-07T07:00:00.000Z' };
    await console.esep.call('/pool-reporting/v1/distributions', POOL, {
      ...{ reportId: 'not-taken', version: 1, poolId: 'dmp-1' },
      rows: [{ rowId: 'not-taken.1', ...row, ...amounts }],
    });
    const operator = await console.open({ person: OPERATOR });
    await operator.goTo('/machine-room', '.machines form');
    expect(await inaccessible(operator.page)).toEqual([]);
    expect(await operator.page.locator('.machines').innerText()).toMatch(
      /1 fact waits since[^]*No room for it\./,
    );
    await database.query('drop trigger not_taken on reconciliation.facts');
    await database.end();
    await operator.page.locator('[name=how]').focus();
    await operator.page.keyboard.press('Tab');
    await operator.page.keyboard.type('There is room again.');
    await tabTo(operator.page, 'Propose');
    await operator.page.keyboard.press('Enter');
    await operator.page.locator('.done').waitFor();

    const analyst = await console.open();
    await analyst.goTo('/', '.proposal');
    expect(await analyst.page.locator('.proposal').innerText()).toMatch(
      /Release of parked facts[^]*All are tried again[^]*There is room again\./,
    );
    expect(await inaccessible(analyst.page)).toEqual([]);
    await analyst.page.getByRole('button', { name: 'Confirm as second person' }).click();
    await analyst.page.locator('.proposal').waitFor({ state: 'detached' });
    // The operator sees it by itself.
    await operator.page.getByText('None: everything that was recorded could be taken.').waitFor();
    expect([operator.faults, analyst.faults]).toEqual([[], []]);
  });

  it('is not for those who do not run the machines', async () => {
    const { page, goTo } = await console.open({ person: 'pool-dmp-1' });
    await goTo('/machine-room', '[role=alert]');
    expect(await page.locator('[role=alert]').innerText()).toMatch(/not yours to see/);
  });
});
