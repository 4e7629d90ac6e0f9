import { until } from '@esep/platform/testing';
import { Client } from 'pg';

import { startTestSupervision, type TestSupervision } from '../testing/test-supervision.js';

// The lists of 840 licensees and 24 months, put straight into the tables. One licensee in nineteen is
// short by `n` in the `n`th month, with twenty findings; of June 2025 it was restated twice.

const [LICENSEES, MONTHS, SHORT, FINDINGS_EACH] = [840, 24, 44, 20];
const ID = (n: string) => `('019b0000-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;
const SEED = `
  set search_path to reconciliation, judgement_book, public;
  insert into licensees (licensee_id, party_id, kind, name)
    select ${ID('n')}, 'p', 'legal-entity', 'Miner ' || n from generate_series(1, ${LICENSEES}) n;
  insert into subjects (licensee_id, asset, touched, touched_at, judged)
    select ${ID('n')}, 'BTC', 1, '2025-01-01', 1 from generate_series(1, ${LICENSEES}) n;
  insert into current_subjects (licensee_id, asset, touched, pack, worked_out_at, facts)
    select ${ID('n')}, 'BTC', 1, (select hash from rule_packs), '2025-01-01', 800
      from generate_series(1, ${LICENSEES}) n;
  insert into current_rows (licensee_id, asset, period, verdict, body, conversions, since)
    select ${ID('n')}, 'BTC', period, case when short = 0 then 'compliant' else 'breach' end,
           json_build_object('period', period, 'mined', '4000000000', 'required', '3000000000',
             'soldInTime', (3000000000 - short)::text, 'soldLate', '0', 'shortfall', short::text,
             'outstanding', short::text, 'surplus', '0', 'dischargedBps', 7500, 'soldBps', 7500,
             'retained', '0', 'state', 'final', 'verdict', case when short = 0 then 'compliant' else 'breach' end,
             'due', '2025-02-12T19:00:00.000Z'),
           '[{"currency": "KZT", "amount": "1000000000", "fills": 4}]', '2025-01-01'
      from generate_series(1, ${LICENSEES}) n, generate_series(1, ${MONTHS}) m,
           to_char('2023-12-01'::date + make_interval(months => m), 'YYYY-MM') period,
           lateral (select case when n % 19 = 0 then m else 0 end as short) s;
  insert into judgements (licensee_id, asset, period, revision, judged, position)
    select licensee_id, asset, period, 1, json_build_object('knownAt', '2025-01-01T00:00:00.000Z', 'restatement',
             case when verdict = 'breach' and period = '2025-06' then 2 else 0 end), 1
      from current_rows;
  insert into findings (finding_id, licensee_id, asset, period, type, severity, status, revision, finding,
                        raised_at, changed_at, position)
    select gen_random_uuid(), licensee_id, asset, period, 'under-sold', 'critical', 'open', 1,
           json_build_object('identity', json_build_object('findingType', 'under-sold',
             'licenseeId', licensee_id, 'asset', asset, 'period', period), 'status', 'open', 'revision', 1,
             'content', json_build_object('severity', 'critical', 'quantity', '1', 'facts', '[]'::json, 'rules', '[]'::json)),
           '2025-01-01'::timestamptz + make_interval(secs => row_number() over ()), '2025-06-01', 1
      from current_rows, generate_series(1, ${FINDINGS_EACH}) where verdict = 'breach';
  analyze current_rows; analyze findings; analyze subjects; analyze current_subjects; analyze licensees;
`;

let test: TestSupervision;
let pg: Client;
let scannedBefore: object[];
beforeAll(async () => {
  test = await startTestSupervision();
  pg = new Client({ connectionString: test.context.context.config.ESEP_DATABASE_URL });
  await pg.connect();
  await until(async () => (await pg.query('select from reconciliation.rule_packs')).rowCount === 1);
  await pg.query(SEED);
  await pg.query('vacuum analyze reconciliation.current_rows, judgement_book.judgements');
  scannedBefore = await scans();
});
afterAll(() => pg.end());

describe('Rows', () => {
  it('are listed by licensee and month, page by page, each once', async () => {
    const keys = (await all('reconciliations?')).map((row) => `${row.licenseeId} ${row.period}`);
    expect(keys).toHaveLength(LICENSEES * MONTHS);
    expect(keys).toEqual([...new Set(keys)].sort());
  });

  it('are those of a month, of a verdict, or of a licensee', async () => {
    expect(await all('reconciliations?period=2025-06&asset=BTC')).toHaveLength(LICENSEES);
    expect(await all('reconciliations?verdict=breach')).toHaveLength(SHORT * MONTHS);
    expect(await all('reconciliations?period=2025-06&verdict=breach')).toHaveLength(SHORT);
    expect(await all(`reconciliations?licenseeId=${idOf(19)}`)).toHaveLength(MONTHS);
  });

  it('of a month are sorted and counted', async () => {
    const rows = await all('reconciliations?period=2025-06&sort=shortfall');
    const short = (count: number, by: string) => Array(count).fill(by) as string[];
    expect(rows.map(({ shortfall }) => shortfall)).toEqual([
      ...short(SHORT, '18'),
      ...short(LICENSEES - SHORT, '0'),
    ]);
    expect(await ask('reconciliations/counts?period=2025-06')).toMatchObject({
      rows: LICENSEES,
      verdicts: { breach: SHORT, compliant: LICENSEES - SHORT },
    });
  });

  it('of all months are sorted', async () => {
    const { items } = await ask('reconciliations?sort=shortfall&limit=50');
    expect(items.map(({ shortfall }) => shortfall)).toEqual([
      ...(Array(SHORT).fill('24') as string[]),
      ...(Array(50 - SHORT).fill('23') as string[]),
    ]);
  });

  it('say how often they were restated', async () => {
    const restated = (await all('reconciliations?')).filter(({ restatement }) => restatement > 0);
    expect(new Set(restated.map(({ period, restatement }) => `${period} ${restatement}`))).toEqual(
      new Set(['2025-06 2']),
    );
    expect(restated).toHaveLength(SHORT);
  });

  it('of a month add up to the sector', async () => {
    expect(await ask('sector?period=2025-06')).toMatchObject({
      assets: [{ asset: 'BTC', licensees: LICENSEES, mined: `${LICENSEES * 4}000000000` }],
      conversions: [{ currency: 'KZT', amount: `${LICENSEES}000000000`, fills: LICENSEES * 4 }],
    });
  });
});

describe('Findings', () => {
  it('are listed latest first, page by page, each once', async () => {
    const found = await all('findings?');
    expect(new Set(found.map((finding) => finding.findingId)).size).toBe(FINDINGS);
    const raised = found.map(({ raisedAt }) => raisedAt);
    expect(raised).toEqual(raised.toSorted().reverse());
  });

  it('are those of a licensee, or of a month', async () => {
    const own = `findings?licenseeId=${idOf(19)}`;
    expect(await all(own)).toHaveLength(MONTHS * FINDINGS_EACH);
    expect(await all(`${own}&period=2025-06&state=open`)).toHaveLength(FINDINGS_EACH);
    expect(await all(`findings?licenseeId=${'-'.repeat(36)}`)).toEqual([]);
    expect(await ask(`findings/counts?licenseeId=${idOf(19)}`)).toEqual({
      findings: MONTHS * FINDINGS_EACH,
      states: { open: MONTHS * FINDINGS_EACH },
      severities: { critical: MONTHS * FINDINGS_EACH },
      types: { 'under-sold': MONTHS * FINDINGS_EACH },
    });
  });
});

describe('A list of supervision', () => {
  it('reads no whole table', async () => {
    // What was scanned is known when the connections end.
    await test.close();
    await until(async () => {
      const { rowCount } = await pg.query(
        'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      return rowCount === 0;
    });
    expect(await scans()).toEqual(scannedBefore);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const FINDINGS = SHORT * MONTHS * FINDINGS_EACH;

interface Item {
  readonly licenseeId: string;
  readonly period: string;
  readonly shortfall: string;
  readonly restatement: number;
  readonly findingId: string;
  readonly raisedAt: string;
}

/** How often a table was read from its beginning to its end; indexes are made so too. */
async function scans(): Promise<object[]> {
  await pg.query('select pg_stat_force_next_flush()');
  const { rows } = await pg.query<object>(
    `select relname, seq_scan::int from pg_stat_user_tables
      where relname in ('current_rows', 'findings', 'judgements') order by relname`,
  );
  return rows;
}
async function ask(path: string): Promise<{ items: readonly Item[]; next: string | null }> {
  const answer = await test.client.call(`supervision/v1/${path}`, { token: test.analyst });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { items: readonly Item[]; next: string | null };
}
/** All pages. */
async function all(path: string): Promise<readonly Item[]> {
  const found: Item[] = [];
  for (let cursor = ''; ;) {
    const { items, next } = await ask(`${path}&limit=500${cursor}`);
    found.push(...items);
    if (next === null) return found;
    cursor = `&cursor=${next}`;
  }
}
function idOf(n: number): string {
  return `019b0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}
