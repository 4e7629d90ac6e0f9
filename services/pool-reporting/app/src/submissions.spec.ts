import type { SubmissionWithRejections } from '@esep/platform';

import { startTestPoolReporting, type TestPoolReporting } from './testing/test-pool-reporting.js';

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
  await pool.license('L-alpha', 'alpha');
  for (const reportId of ['r-1', 'r-2', 'r-3']) await distribute('dmp-1', reportId);
  await distribute('dmp-1', 'r-2', 2);
  await distribute('dmp-2', 'other');
  const payouts = { reportId: 'p-1', version: 1, poolId: 'dmp-1', rows: [] };
  await pool.send('payouts', payouts);
});
afterAll(() => pool.close());

describe('What a pool reported', () => {
  it('is listed, the latest first, right after it was acknowledged', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(named(body)).toEqual(['p-1 v1', 'r-2 v2', 'r-3 v1', 'r-2 v1', 'r-1 v1']);
    const [, latest] = (body as { items: unknown[] }).items;
    expect(latest).toEqual({
      kind: 'distributions',
      sender: 'dmp-1',
      reportId: 'r-2',
      version: 2,
      rows: 2,
      rejected: 1,
      receivedAt: expect.stringMatching(/^2026-03-05T07:00/),
      receipt: expect.stringMatching(/^\/pool-reporting\/v1\/receipts\//),
    });
  });

  it('is listed page by page', async () => {
    const pages: string[] = [];
    let cursor = '';
    do {
      const { body } = await list(`limit=2${cursor}`);
      pages.push(...named(body));
      const { next } = body as { next: string | null };
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(pages).toEqual(named((await list()).body));
  });

  it.each([
    ['kind=payouts', ['p-1 v1']],
    ['reportId=r-2', ['r-2 v2', 'r-2 v1']],
    ['withRejections=true&limit=2', ['r-2 v2', 'r-3 v1']],
    ['kind=none', []],
  ])('is listed by %s', async (query, expected) => {
    expect(named((await list(query)).body)).toEqual(expected);
  });

  it('can be had as CSV', async () => {
    const token = await pool.tokenOf('dmp-1');
    const headers = { accept: 'text/csv' };
    const response = await pool.call('pool-reporting/v1/submissions?limit=1', { token, headers });
    const [head, first] = (await response.text()).split('\r\n');
    expect(head).toBe('kind;sender;reportId;version;rows;rejected;receivedAt;receipt');
    expect(first).toMatch(/^payouts;dmp-1;p-1;1;0;0;/);
  });

  it('is shown with its rejected rows', async () => {
    const { status, body } = await one('distributions/r-1');
    expect(status).toBe(200);
    expect((body as SubmissionWithRejections).rejectedRows).toEqual([
      {
        rowId: 'r-1-bad',
        code: 'licence-unknown',
        message: expect.stringContaining('No licence has this licenceId.'),
        content: row('r-1-bad', 'L-nobody'),
      },
    ]);
  });

  it('is shown in its latest version, or in the one asked for', async () => {
    expect((await one('distributions/r-2')).body).toMatchObject({ version: 2 });
    expect((await one('distributions/r-2?version=1')).body).toMatchObject({ version: 1 });
    expect((await one('distributions/r-2?version=3')).status).toBe(404);
  });

  it('is its own affair', async () => {
    expect(named((await list('', 'dmp-2')).body)).toEqual(['other v1']);
    expect((await list('sender=dmp-1', 'dmp-2')).status).toBe(403);
    expect((await one('distributions/r-1', 'dmp-2')).status).toBe(404);
    expect((await one('distributions/r-1?sender=dmp-1', 'dmp-2')).status).toBe(403);
    const exchange = await pool.tokenOf('dmp-1', 'exchange');
    expect((await pool.get(LIST, exchange)).status).toBe(403);
  });

  it('may be read by the staff of the regulator', async () => {
    const analyst = await pool.tokenOf('aifc', 'supervision-analyst');
    expect(named((await pool.get(LIST, analyst)).body)).toHaveLength(6);
    expect(named((await pool.get(`${LIST}?sender=dmp-2`, analyst)).body)).toEqual(['other v1']);
    const { body } = await pool.get(`${LIST}/distributions/r-1?sender=dmp-1`, analyst);
    expect(body).toMatchObject({ reportId: 'r-1', sender: 'dmp-1' });
  });

  it.each(['limit=0', 'limit=501', 'cursor=nonsense', 'cursor=Im5vbnNlbnNlIg', 'colour=red'])(
    'is not listed by %s',
    async (query) => expect((await list(query)).status).toBe(400),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const LIST = 'pool-reporting/v1/submissions';

async function list(query = '', poolId = 'dmp-1') {
  return pool.get(`${LIST}?${query}`, await pool.tokenOf(poolId));
}

async function one(path: string, poolId = 'dmp-1') {
  return pool.get(`${LIST}/${path}`, await pool.tokenOf(poolId));
}

function named(body: unknown): string[] {
  const { items } = body as { items: { reportId: string; version: number }[] };
  return items.map(({ reportId, version }) => `${reportId} v${version}`);
}

async function distribute(poolId: string, reportId: string, version = 1) {
  const rows = [row(`${reportId}-good`, 'L-alpha'), row(`${reportId}-bad`, 'L-nobody')];
  const token = await pool.tokenOf(poolId);
  await pool.send('distributions', { reportId, version, poolId, rows }, token);
}

function row(rowId: string, licenceId: string) {
  const distributedAt = '2026-03-05T11:00:00+05:00';
  const amounts = { gross: '101', fee: '1', net: '100' };
  return { rowId, licenceId, asset: 'BTC', scheme: 'PPLNS', ...amounts, distributedAt };
}
