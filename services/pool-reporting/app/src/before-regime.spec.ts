import type { RulePackAdopted } from '@esep/contracts';
import type { SubmissionAnswer } from '@esep/platform';
import { aifc2026, canonicalPackBytes, packHash } from '@esep/rulebook';

import { startTestPoolReporting, type TestPoolReporting } from './testing/test-pool-reporting.js';

// One mistyped year once wrote tens of thousands of permanent events and stalled every service.

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
  await pool.license('L-alpha', 'alpha');
});
afterAll(() => pool.close());

describe('What is said to have happened before the regime began', () => {
  it.each([
    ['2023-12-31T23:59:59.999+06:00', 'before-regime'],
    ['1970-01-01T00:00:00Z', 'before-regime'],
  ])('API-1: is a rejected row, of %s', async (distributedAt, code) => {
    const body = await distribute([row('old', { distributedAt }), row(`good-${distributedAt}`)]);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ rowId: 'old', code }] });
    expect(await pool.store.readStream('distribution-dmp-1-old')).toEqual([]);
  });

  it.each(['0026-04-12T10:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])(
    'FIELD-2: is no instant at all in a row of %s',
    async (distributedAt) => {
      const rows = [row('never', { distributedAt })];
      const report = { reportId: 'never', version: 1, poolId: 'dmp-1', rows };
      expect(await pool.send('distributions', report)).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/rows/0/distributedAt', code: 'instant-out-of-range' }] },
      });
    },
  );

  it('API-1: is a rejected payout', async () => {
    const paidAt = '2023-12-31T17:59:59Z';
    const payout = { rowId: 'p', licenceId: 'L-alpha', asset: 'BTC', amount: '1', vout: 0, paidAt };
    const rows = [
      { ...payout, txid: 'a'.repeat(64), wallet: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq' },
    ];
    const report = { reportId: 'p', version: 1, poolId: 'dmp-1', rows };
    expect((await pool.send('payouts', report)).body).toMatchObject({
      accepted: 0,
      rejected: [{ code: 'before-regime' }],
    });
  });

  it('API-1: is reported through by nobody', async () => {
    const body = { poolId: 'dmp-1', through: '2023-12-31T17:59:59Z' };
    expect(await pool.send('completeness', body)).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:before-regime', detail: expect.stringContaining('year') },
    });
  });

  it('FIELD-2: may be corrected into the year that was meant', async () => {
    const first = [row('typo', { distributedAt: '2023-04-12T10:00:00Z' })];
    expect(await distribute(first, 'typo')).toMatchObject({ accepted: 0 });
    expect(await distribute([row('typo')], 'typo', 2)).toMatchObject({ accepted: 1 });
  });
});

describe('More than there can be of an asset', () => {
  it.each([
    ['BTC', '2100000000000001'],
    ['DOGE', `1${'0'.repeat(35)}1`],
    ['ETC', `2108${'0'.repeat(23)}`],
  ])('API-1: is a rejected row, of %s', async (asset, net) => {
    const body = await distribute([row(`much-${asset}`, { asset, gross: net, fee: '0', net })]);
    expect(body).toMatchObject({ accepted: 0, rejected: [{ code: 'quantity-above-supply' }] });
  });
});

describe('The beginning of the regime', () => {
  it('API-1: is what the adopted pack says, also to a report right behind it', async () => {
    const old = [row('earlier', { distributedAt: '2023-06-01T00:00:00Z' })];
    expect(await distribute(old, 'earlier-1')).toMatchObject({ accepted: 0 });
    await adopt('2023-01-01');
    expect(await distribute(old, 'earlier-2')).toMatchObject({ accepted: 1, rejected: [] });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function adopt(regimeFrom: string): Promise<void> {
  const values = [{ ...aifc2026.rules.regimeFrom.values[0], value: regimeFrom }] as const;
  const rules = { ...aifc2026.rules, regimeFrom: { rule: 'SALE-5', values } as const };
  const pack = { ...aifc2026, packId: 'earlier', rules };
  const event: RulePackAdopted = {
    type: 'RulePackAdopted',
    packId: 'earlier',
    hash: packHash(pack),
    bytes: canonicalPackBytes(pack),
    effectiveFrom: '2020-01-01T00:00:00.000Z',
  };
  return pool.licensing.record('rule-packs', event);
}

let reports = 0;
async function distribute(rows: readonly object[], reportId?: string, version = 1) {
  reports += 1;
  const body = { reportId: reportId ?? `report-${reports}`, version, poolId: 'dmp-1', rows };
  const answer = await pool.send('distributions', body);
  expect(answer.status).toBe(201);
  return answer.body as SubmissionAnswer;
}

function row(rowId: string, but: object = {}) {
  return {
    rowId: rowId.replaceAll('+', '-'),
    licenceId: 'L-alpha',
    asset: 'BTC',
    scheme: 'FPPS',
    gross: '101',
    fee: '1',
    net: '100',
    distributedAt: '2026-03-05T11:00:00+05:00',
    ...but,
  };
}
