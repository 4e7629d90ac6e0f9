import { periodsOf } from '@esep/kernel';
import { aifc2026, kzLaw } from '@esep/rulebook';

import {
  BTC,
  JANUARY_5,
  LICENSEE,
  OTHER,
  rowIdAt,
  startTestTax,
  type TestTax,
} from '../testing/test-tax.js';

// One bitcoin on 5 January at 70,000.00 USD and 512.34 KZT a dollar is 35,863,800.00 KZT; 15 % of it
// is 5,379,570.00, 20 % is 7,172,760.00.

describe('The assessment of a quarter', () => {
  let tax: TestTax;
  const start = async (...at: Parameters<typeof startTestTax>) => {
    tax = await startTestTax(...at);
    await tax.register();
    await tax.adopt();
  };
  afterEach(() => tax.close());

  it('is 15 % of the value at receipt for who kept all rules (TAX-1)', async () => {
    await start();
    await tax.compliantQuarter();
    await tax.price();
    await tax.rate();
    expect(await tax.assessed({ state: 'assessed' })).toMatchObject({
      name: 'Batys Mining LLP',
      version: 1,
      base: { amount: '3586380000', currency: 'KZT' },
      rateBps: 1_500,
      amount: { amount: '537957000', currency: 'KZT' },
      paid: { amount: '0' },
      outstanding: { amount: '537957000' },
      isPaid: false,
      versions: [{ version: 1, recordedBy: 'assessor' }],
      ledger: { complete: true },
    });
  });

  it('is at the harsher rate for who did not', async () => {
    await start();
    await tax.price();
    await tax.rate();
    await tax.mine(JANUARY_5, BTC);
    await tax.judge('2026-01', BTC, { verdict: 'breach-cured-late' });
    await tax.judge('2026-02', '0');
    await tax.judge('2026-03', '0');
    expect(await tax.assessed({ state: 'assessed' })).toMatchObject({
      rateBps: 2_000,
      amount: { amount: '717276000' },
    });
  });

  describe('for who broke a rule', () => {
    beforeEach(async () => {
      await start();
      await tax.price();
      await tax.rate();
    });

    it('is at the harsher rate when a pool was not approved (LIC-14), and says so', async () => {
      await tax.find('FindingRaised');
      await tax.compliantQuarter();
      expect(await tax.assessed({ version: 1 })).toMatchObject({
        rateBps: 2_000,
        versions: [
          {
            conditions: [
              { condition: 'licence-in-force', state: 'kept' },
              {
                condition: 'approved-pool',
                rule: 'LIC-14',
                state: 'broken',
                detail: 'BTC 2026-01: unapproved-pool (1)',
              },
              { condition: 'declared-pool', state: 'kept' },
              { condition: 'sold-share-met', state: 'kept' },
              { condition: 'retained-moved-after-release', state: 'kept' },
              { condition: 'continuing-duties', state: 'not-known' },
            ],
          },
        ],
      });
    });

    it.each(['mined-without-licence', 'mined-while-suspended', 'early-release'] as const)(
      'FIGURES-22: is at the harsher rate after %s',
      async (findingType) => {
        await tax.find('FindingRaised', findingType);
        await tax.compliantQuarter();
        const body = await tax.assessed({ version: 1 });
        expect(body).toMatchObject({ rateBps: 2_000, amount: { amount: '717276000' } });
        expect(JSON.stringify(body['versions'])).toContain(`BTC 2026-01: ${findingType} (1)`);
      },
    );

    it.each(['FindingExplained', 'FindingDismissed'] as const)(
      'FIGURES-6: stays at the harsher rate when one person says otherwise: %s',
      async (alone) => {
        await tax.find('FindingRaised');
        await tax.compliantQuarter();
        await tax.assessed({ version: 1 });
        await tax.find(alone);
        await tax.known();
        // Whatever follows of it would have followed by the time that this does.
        await tax.price('2026-01-05', '8000000');
        expect(await tax.assessed({ version: 2 })).toMatchObject({ rateBps: 2_000 });
      },
    );

    it.each(['FindingContradicted', 'FindingWithdrawn', 'FindingDismissalConfirmed'] as const)(
      'FIGURES-6: is at the lower rate again after %s, even of what a person had confirmed',
      async (gone) => {
        await tax.find('FindingRaised');
        await tax.find('FindingConfirmed');
        await tax.compliantQuarter();
        expect(await tax.assessed({ version: 1 })).toMatchObject({ rateBps: 2_000 });
        await tax.find(gone);
        expect(await tax.assessed({ version: 2 })).toMatchObject({
          rateBps: 1_500,
          difference: { amount: '-179319000' },
        });
        await tax.find('FindingReopened');
        expect(await tax.assessed({ version: 3 })).toMatchObject({ rateBps: 2_000 });
      },
    );
  });

  it('FIELD-5: does not end for a licensee of whom two rows sum to 79 digits', async () => {
    await start();
    const half = '9'.repeat(78);
    const sum = (2n * BigInt(half)).toString();
    await tax.price();
    await tax.rate();
    await tax.mine(JANUARY_5, half);
    await tax.mine(JANUARY_5, half, { rowId: 'second' });
    await tax.judgeBeyondBounds('2026-01', sum);
    await tax.judge('2026-02', '0');
    await tax.judge('2026-03', '0');
    expect(await tax.assessed({ state: 'blocked' })).toMatchObject({
      reason: 'figures-out-of-range',
      ledger: { complete: true },
    });
    // After the correction everything is as if it had never been.
    const corrected = { type: 'DistributionReplaced', version: 2 } as const;
    await tax.mine(JANUARY_5, BTC, corrected);
    await tax.leaveOut('second', 2);
    await tax.judge('2026-01', BTC, { revision: 2 });
    expect(await tax.assessed({ state: 'assessed' })).toMatchObject({
      amount: { amount: '537957000' },
      ledger: { complete: true },
    });
  });

  it('is not said before the quarter has ended and all of its months are judged for good', async () => {
    await start('2026-03-20T06:00:00.000Z');
    await tax.price();
    await tax.rate();
    await tax.mine(JANUARY_5, BTC);
    await tax.judge('2026-01', BTC, { state: 'provisional', verdict: 'inconclusive' });
    await tax.assessed({ state: 'open' });
    await tax.judge('2026-01', BTC, { revision: 2 });
    await tax.judge('2026-02', '0');
    await tax.clock.moveTo('2026-04-01T06:00:00.000Z');
    await tax.judge('2026-03', '0', { state: 'provisional', verdict: 'pending' });
    expect(await tax.assessed({ state: 'waiting' })).toMatchObject({
      reason: 'period-not-final',
      detail: 'BTC 2026-03',
    });
    await tax.clock.moveTo('2026-04-11T06:00:00.000Z');
    await tax.judge('2026-03', '0', { revision: 2 });
    await tax.assessed({ state: 'assessed' });
    expect(await tax.said()).toEqual(['AssessmentIssued 1']);
  });

  it('comes by itself when only time has passed', async () => {
    await start('2026-03-31T18:59:00.000Z');
    await tax.mine(JANUARY_5, BTC);
    await tax.judge('2026-01', BTC, { state: 'provisional', verdict: 'inconclusive' });
    await tax.assessed({ state: 'open' });
    await tax.clock.moveTo('2026-03-31T19:00:00.001Z');
    expect(await tax.assessed({ state: 'blocked' })).toMatchObject({
      reason: 'period-inconclusive',
    });
  });

  it('is blocked while a month is inconclusive', async () => {
    await start();
    await tax.price();
    await tax.rate();
    await tax.mine(JANUARY_5, BTC);
    await tax.judge('2026-01', BTC);
    await tax.judge('2026-02', '0', { state: 'provisional', verdict: 'inconclusive' });
    await tax.judge('2026-03', '0');
    expect(await tax.assessed({ state: 'blocked' })).toMatchObject({
      reason: 'period-inconclusive',
      detail: 'BTC 2026-02',
      isPaid: false,
    });
    await tax.judge('2026-02', '0', { revision: 2 });
    await tax.assessed({ state: 'assessed', version: 1 });
  });

  it('is blocked by a missing price or rate, and issued once they are published (TAX-3)', async () => {
    await start();
    await tax.compliantQuarter();
    expect(await tax.assessed({ state: 'blocked' })).toMatchObject({
      reason: 'price-missing',
      detail: 'BTC 2026-01-05',
    });
    expect((await tax.get(`assessments/${LICENSEE}/2026-Q1/explain`)).body).toMatchObject({
      status: 'blocked',
      reason: 'price-missing',
      receipts: [{ asset: 'BTC', day: '2026-01-05', quantity: BTC }],
    });
    await tax.price();
    await tax.assessed({ reason: 'exchange-rate-missing', detail: 'USD 2026-01-05' });
    await tax.rate();
    await tax.assessed({ state: 'assessed' });
    expect(await tax.said()).toEqual([
      'AssessmentBlocked price-missing',
      'AssessmentBlocked exchange-rate-missing',
      'AssessmentIssued 1',
    ]);
  });

  it('takes the price of the working day before on a day off (TAX-3)', async () => {
    await start();
    // Saturday; the list has Friday.
    await tax.mine('2026-01-17T07:00:00.000Z', BTC);
    for (const period of periodsOf('2026-Q1'))
      await tax.judge(period, period === '2026-01' ? BTC : '0');
    await tax.price('2026-01-16', '100', 'KZT');
    expect(await tax.assessed({ state: 'assessed' })).toMatchObject({ base: { amount: '100' } });
    const { body } = await tax.get(`assessments/${LICENSEE}/2026-Q1/explain`);
    expect(body).toMatchObject({ receipts: [{ day: '2026-01-17', price: { day: '2026-01-16' } }] });
  });

  describe('when something that it rests on has changed', () => {
    beforeEach(async () => {
      await start();
      await tax.price();
      await tax.rate();
      await tax.compliantQuarter();
      await tax.assessed({ version: 1 });
    });

    it('is superseded by the next version with the difference, and still known as it was (TAX-5)', async () => {
      const before = tax.clock.now();
      await tax.clock.moveTo('2026-05-01T06:00:00.000Z');
      const row = { type: 'DistributionReplaced', version: 2 } as const;
      await tax.mine(JANUARY_5, '150000000', row);
      await tax.judge('2026-01', '150000000', { revision: 2, restatement: 1 });
      expect(await tax.assessed({ version: 2 })).toMatchObject({
        amount: { amount: '806935500' },
        difference: { amount: '268978500' },
        versions: [{ version: 1 }, { version: 2, supersedes: 1 }],
      });
      expect(await tax.assessment(`?knownAt=${before}`)).toMatchObject({
        version: 1,
        amount: { amount: '537957000' },
      });
      expect(await tax.said()).toEqual(['AssessmentIssued 1', 'AssessmentIssued 2']);
    });

    it('can be worked out again from what was known at each version', async () => {
      await tax.price('2026-01-05', '8000000');
      await tax.assessed({ version: 2 });
      const { versions } = (await tax.assessment()) as { versions: { why: unknown }[] };
      for (const [i, price] of ['7000000', '8000000'].entries()) {
        const path = `assessments/${LICENSEE}/2026-Q1/explain?version=${i + 1}`;
        const { why: steps, ...said } = versions[i] as Record<string, unknown>;
        expect((await tax.get(path)).body).toMatchObject({
          version: i + 1,
          knownAt: said['issuedAt'],
          base: said['base'],
          amount: said['amount'],
          steps,
          receipts: [
            { price: { amount: price, source: 'List 1' }, exchangeRate: { amount: '51234' } },
          ],
          judgements: [{ period: '2026-01' }, { period: '2026-02' }, { period: '2026-03' }],
          rulePack: { packId: 'aifc-2026', hash: said['rulePackHash'] },
        });
      }
      const latest = (await tax.get(`assessments/${LICENSEE}/2026-Q1/explain`)).body;
      expect(latest).toMatchObject({ version: 2 });
      expect(latest['rules']).toContainEqual(
        expect.objectContaining({ key: 'harsherTaxRateBps', rule: 'TAX-1', assumption: true }),
      );
      expect(latest['rules']).toContainEqual(
        expect.objectContaining({ key: 'brokenMonth', value: 'breaks-its-quarter' }),
      );
    });

    it('values coins on the day to which a correction moves them, though no month changes', async () => {
      await tax.price('2026-01-06', '7700000');
      await tax.rate('2026-01-06');
      const moved = {
        type: 'DistributionReplaced',
        version: 2,
        rowId: rowIdAt(JANUARY_5),
      } as const;
      await tax.mine('2026-01-06T07:00:00.000Z', BTC, moved);
      expect(await tax.assessed({ version: 2 })).toMatchObject({
        base: { amount: '3945018000' },
      });
    });

    it('forgets coins that were reversed, once supervision has judged without them', async () => {
      await tax.reverse(rowIdAt(JANUARY_5));
      expect(await tax.assessed({ reason: 'receipts-differ-from-judgement' })).toMatchObject({
        state: 'assessed',
        version: 1,
      });
      await tax.judge('2026-01', '0', { revision: 2 });
      await tax.assessed({ version: 2 });
      expect(await tax.assessment()).toMatchObject({ amount: { amount: '0' }, isPaid: true });
    });

    it('follows a rule pack that rules the quarter, and not one that is for later', async () => {
      const [found] = aifc2026.rules.taxRateBps.values;
      const packOf = (packId: string, value: number) => {
        const taxRateBps = { ...aifc2026.rules.taxRateBps, values: [{ ...found, value }] as const };
        return { ...aifc2026, packId, rules: { ...aifc2026.rules, taxRateBps } };
      };
      await tax.adopt(packOf('aifc-2026-q2', 1_000), '2026-03-31T19:00:00.000Z');
      await tax.adopt(packOf('aifc-2026-b', 2_000), '2026-01-01T00:00:00.000Z');
      expect(await tax.assessed({ version: 2 })).toMatchObject({
        rateBps: 2_000,
        amount: { amount: '717276000' },
      });
    });

    it('is not doubled by a consumer that was restarted', async () => {
      await tax.restart();
      await tax.assessed({ version: 1 });
      await tax.price('2026-01-05', '8000000');
      expect(await tax.assessed({ version: 2 })).toMatchObject({ base: { amount: '4098720000' } });
      expect(await tax.said()).toEqual(['AssessmentIssued 1', 'AssessmentIssued 2']);
    });
  });

  it('under the law of Kazakhstan is 20 % of receipts, whatever was spent (TAX-2)', async () => {
    await start();
    await tax.adopt(kzLaw, '2026-01-01T00:00:00.000Z');
    await tax.price();
    await tax.rate();
    const cost = { amount: '1000000000', currency: 'KZT' };
    await tax.post('cost-declarations', { licenseeId: LICENSEE, quarter: '2026-Q1', cost });
    const accepted = { declaration: 1, evidence: 'Folder 7' };
    const accept = `cost-declarations/${LICENSEE}/2026-Q1/accept`;
    expect((await tax.post(accept, accepted, await tax.second())).status).toBe(201);
    await tax.compliantQuarter();
    expect(await tax.assessed({ state: 'assessed' })).toMatchObject({
      base: { amount: '3586380000' },
      rateBps: 2_000,
      amount: { amount: '717276000' },
    });
  });

  it('is read by officers and auditors, and by a licensee its own', async () => {
    await start();
    await tax.register(OTHER);
    await tax.compliantQuarter();
    await tax.judge('2026-01', '0', { licenseeId: OTHER });
    await tax.assessed({ state: 'blocked' });
    const read = async (path: string, role: Parameters<TestTax['tokenOf']>[0], of?: string) =>
      tax.get(path, await tax.tokenOf(role, of));
    const all = await read('assessments?quarter=2026-Q1', 'auditor');
    expect(all.body).toMatchObject({
      items: [{ licenseeId: LICENSEE }, { licenseeId: OTHER }],
      next: null,
    });
    expect((await read('assessments', 'licensee', OTHER)).body).toMatchObject({
      items: [{ licenseeId: OTHER }],
    });
    expect((await tax.get('assessments?state=blocked')).body['items']).toHaveLength(1);
    const page = (await tax.get('assessments?limit=1')).body;
    expect(
      (await tax.get(`assessments?limit=1&cursor=${String(page['next'])}`)).body,
    ).toMatchObject({ items: [{ licenseeId: OTHER }], next: null });
    const csv = await tax.get('assessments', undefined, { accept: 'text/csv' });
    expect(csv.body['text']).toMatch(/^licenseeId;name;quarter;state;/);
    const one = `assessments/${LICENSEE}/2026-Q1`;
    expect((await read(one, 'licensee', LICENSEE)).status).toBe(200);
    expect((await read(one, 'licensee', OTHER)).status).toBe(403);
    expect((await read(`${one}/explain`, 'licensee', OTHER)).status).toBe(403);
    expect((await read(one, 'pool', 'dmp-1')).status).toBe(403);
    expect((await tax.get(`assessments/${LICENSEE}/2027-Q1`)).status).toBe(404);
    expect(
      (await tax.get(`${one}?knownAt=2026-04-01T00:00:00Z&asOf=2026-04-02T00:00:00Z`)).status,
    ).toBe(400);
  });
});
