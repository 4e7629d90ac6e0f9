import type { RulePackAdopted } from '@esep/contracts';
import { DevelopmentClock } from '@esep/platform';
import { until } from '@esep/platform/testing';
import { aifc2026, canonicalPackBytes, packHash } from '@esep/rulebook';

import { startTestPoolReporting, type TestPoolReporting } from './testing/test-pool-reporting.js';

let pool: TestPoolReporting;
let clock: DevelopmentClock;

beforeAll(async () => {
  clock = await DevelopmentClock.start({ startAt: '2026-03-05T07:00:00.000Z' });
  pool = await startTestPoolReporting({ clock });
  await pool.license('L-alpha', 'alpha');
  await report('dmp-1', 'r-1', 1);
  await report('dmp-1', 'r-2', 0);
  await complete('dmp-1', '2026-03-05T00:00:00+05:00');
  await report('dmp-2', 'other', 2);
});
afterAll(() => pool.close());

// The tests tell one story and build on each other.
describe('The calendar of what was reported', () => {
  it('has a line for each sender and day until today, by what was received and completed', async () => {
    const days = await calendar('from=2026-03-03&until=2026-03-31');
    expect(days.map(({ sender, day, state }) => `${sender} ${day} ${state}`)).toEqual([
      'dmp-1 2026-03-03 complete',
      'dmp-1 2026-03-04 complete',
      'dmp-1 2026-03-05 reported',
      'dmp-2 2026-03-03 open',
      'dmp-2 2026-03-04 open',
      'dmp-2 2026-03-05 reported',
    ]);
    expect(days[1]).toMatchObject({ completeAt: expect.stringMatching(/^2026-03-05T07:00/) });
    expect(days[2]).toMatchObject({ reports: 2, rows: 3, rejected: 1, completeAt: null });
    expect(days[5]).toMatchObject({ reports: 1, rows: 3, rejected: 2 });
  });

  it('says nothing of what is due before the law is known', async () => {
    const [day] = await calendar('from=2026-03-05&until=2026-03-05');
    expect(day).toMatchObject({ due: null });
  });

  it('knows by the law what is late and who is silent', async () => {
    const adopted: RulePackAdopted = {
      ...{ type: 'RulePackAdopted', packId: aifc2026.packId, hash: packHash(aifc2026) },
      ...{ bytes: canonicalPackBytes(aifc2026), effectiveFrom: '2024-01-01T00:00:00.000Z' },
    };
    await pool.licensing.record('rule-packs', adopted);
    const due = async () => (await calendar('from=2026-03-05&until=2026-03-05'))[0]?.due;
    await until(async () => (await due()) !== null);
    expect(await due()).toMatch(/^2026-04-1/);
    await clock.moveTo('2026-05-01T07:00:00.000Z');
    await complete('dmp-2', '2026-03-05T00:00:00+05:00');
    const days = await calendar('from=2026-03-04&until=2026-03-06');
    expect(days.map(({ sender, day, state }) => `${sender} ${day} ${state}`)).toEqual([
      'dmp-1 2026-03-04 complete',
      'dmp-1 2026-03-05 silent',
      'dmp-1 2026-03-06 silent',
      'dmp-2 2026-03-04 late',
      'dmp-2 2026-03-05 silent',
      'dmp-2 2026-03-06 silent',
    ]);
  });

  it('is read page by page, and as CSV', async () => {
    const whole = await calendar('from=2026-02-01&until=2026-05-01');
    expect(whole).toHaveLength(180);
    const pages: Day[] = [];
    for (let cursor = ''; ;) {
      const { items, next } = await page(`from=2026-02-01&until=2026-05-01&limit=70${cursor}`);
      pages.push(...items);
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect(pages).toEqual(whole);
    const headers = { accept: 'text/csv' };
    const path = 'pool-reporting/v1/calendar?from=2026-03-05&until=2026-03-05';
    const answer = await pool.call(path, { token: await pool.tokenOf('dmp-1'), headers });
    expect((await answer.text()).split('\r\n')[1]).toBe(
      'dmp-1;2026-03-05;silent;2;3;1;;2026-04-10T19:00:00.000Z',
    );
  });

  it('shows a sender its own, and whoever is asked for, also one that never said anything', async () => {
    const token = await pool.tokenOf('dmp-2');
    const query = 'from=2026-03-05&until=2026-03-05';
    expect((await page(query, token)).items).toMatchObject([{ sender: 'dmp-2' }]);
    const other = await pool.get(`pool-reporting/v1/calendar?${query}&sender=dmp-1`, token);
    expect(other.status).toBe(403);
    expect((await page(`${query}&sender=dmp-9`)).items).toMatchObject([
      { sender: 'dmp-9', state: 'silent', reports: 0 },
    ]);
  });

  it.each([
    'from=2026-03-05&until=2026-03-04',
    'from=2026-01-01&until=2026-04-03',
    'from=2026-01-01',
  ])('is of 92 days at most: %s', async (query) =>
    expect((await pool.get(`pool-reporting/v1/calendar?${query}`)).status).toBe(400),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Day {
  readonly sender: string;
  readonly day: string;
  readonly state: string;
  readonly due: string | null;
}

async function report(poolId: string, reportId: string, wrong: number) {
  const rows = Array.from({ length: wrong + 1 }, (_, n) => ({
    ...{ rowId: `${reportId}-${n}`, licenceId: 'L-alpha', asset: 'BTC', scheme: 'FPPS' },
    ...{ gross: '1000', fee: '20', net: n < wrong ? '1' : '980' },
    distributedAt: '2026-03-04T07:00:00.000Z',
  }));
  const body = { reportId, version: 1, poolId, rows };
  expect((await pool.send('distributions', body, await pool.tokenOf(poolId))).status).toBe(201);
}

async function complete(poolId: string, through: string) {
  const sent = await pool.send('completeness', { poolId, through }, await pool.tokenOf(poolId));
  expect(sent.status).toBe(201);
}

async function page(query: string, token?: string) {
  const { status, body } = await pool.get(
    `pool-reporting/v1/calendar?${query}`,
    token ?? (await pool.tokenOf('aifc', 'auditor')),
  );
  expect([query, status]).toEqual([query, 200]);
  return body as { items: Day[]; next: string | null };
}

async function calendar(query: string): Promise<Day[]> {
  return (await page(`${query}&limit=500`)).items;
}
