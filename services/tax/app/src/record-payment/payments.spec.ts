import {
  BTC,
  JANUARY_5,
  LICENSEE,
  OTHER,
  startTestTax,
  type TestTax,
} from '../testing/test-tax.js';

describe('A payment of tax', () => {
  let tax: TestTax;
  beforeEach(async () => {
    tax = await startTestTax();
    await tax.register();
    await tax.register(OTHER);
    await tax.adopt();
    await tax.compliantQuarter();
    await tax.mine(JANUARY_5, BTC, { licenseeId: OTHER, rowId: 'of-another' });
    for (const period of ['2026-01', '2026-02', '2026-03'])
      await tax.judge(period, period === '2026-01' ? BTC : '0', { licenseeId: OTHER });
    await tax.price();
    await tax.rate();
    await tax.assessed({ version: 1 });
    await tax.assessed({ version: 1 }, OTHER);
  });
  afterEach(() => tax.close());

  it('is of money that has come, for a quarter that is assessed', async () => {
    expect(await tax.pay('1', 'KZ-1', { at: '2026-04-13T06:00:00Z' })).toMatchObject(
      problem('instant-in-future'),
    );
    expect(await tax.pay('1', 'KZ-1', { quarter: '2026-Q2' })).toMatchObject(
      problem('not-assessed'),
    );
    await tax.pay('1', 'KZ-1');
    expect(await tax.pay('2', 'KZ-1')).toMatchObject(problem('payment-reference-used'));
    const licensee = await tax.tokenOf('licensee', LICENSEE);
    expect((await tax.pay('1', 'KZ-2', {}, licensee)).status).toBe(403);
  });

  it('FIGURES-11: is not from before its quarter', async () => {
    expect(await tax.pay('1', 'KZ-1', { at: '1999-04-12T05:00:00Z' })).toMatchObject(
      problem('payment-before-quarter'),
    );
  });

  it('FIGURES-11: of one reference of the bank pays one licensee, however it is typed', async () => {
    expect((await tax.pay('1', 'KZ-1')).status).toBe(201);
    const other = { licenseeId: OTHER };
    expect(await tax.pay('1', 'KZ-1', other)).toMatchObject(problem('payment-reference-used'));
    expect(await tax.pay('1', ' kz-1', other)).toMatchObject(problem('payment-reference-used'));
    expect((await tax.pay('1', 'KZ-2', other)).status).toBe(201);
    // The same payment sent again is recorded once.
    expect((await tax.pay('1', 'kz-1')).status).toBe(201);
    expect(await tax.assessment()).toMatchObject({ paid: { amount: '1' } });
  });

  it('FIGURES-11: of one reference pays one licensee when several use it at the same time', async () => {
    const answers = await Promise.all(
      [LICENSEE, OTHER, LICENSEE, OTHER, OTHER].map((licenseeId) =>
        tax.pay('1', 'KZ-9', { licenseeId }),
      ),
    );
    const paid = (await tax.get('payments?reference=KZ-9')).body['items'] as object[];
    expect(paid).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 422]));
  });

  it('FIGURES-11: beyond what is owed is a credit', async () => {
    await tax.pay('537957000', 'KZ-1');
    expect(JSON.stringify(await tax.assessment())).not.toContain('"credit"');
    await tax.pay('43', 'KZ-2');
    expect(await tax.assessment()).toMatchObject({
      isPaid: true,
      outstanding: { amount: '0' },
      credit: { amount: '43', currency: 'KZT' },
    });
  });

  it('FIGURES-12: is found in a list, page by page; a licensee sees its own', async () => {
    await tax.pay('1', 'KZ-1');
    await tax.pay('2', 'KZ-2', { licenseeId: OTHER });
    await tax.pay('3', 'KZ-3');
    const first = (await tax.get('payments?limit=2')).body;
    expect(first).toMatchObject({
      items: [
        { licenseeId: LICENSEE, quarter: '2026-Q1', reference: 'KZ-3', money: { amount: '3' } },
        { licenseeId: OTHER, reference: 'KZ-2', recordedBy: 'tax-officer-of-aifc' },
      ],
    });
    const rest = (await tax.get(`payments?limit=2&cursor=${String(first['next'])}`)).body;
    expect(rest).toMatchObject({ items: [{ reference: 'KZ-1' }], next: null });
    const [{ receipt }] = rest['items'] as [{ receipt: string }];
    expect((await tax.get(receipt.replace('/tax/v1/', ''))).status).toBe(200);
    const licensee = await tax.tokenOf('licensee', OTHER);
    expect((await tax.get('payments', licensee)).body).toMatchObject({
      items: [{ licenseeId: OTHER }],
      next: null,
    });
    const csv = await tax.get('payments?quarter=2026-Q1', undefined, { accept: 'text/csv' });
    expect(csv.body['text']).toContain('KZ-3');
  });
});

function problem(fact: string) {
  return { status: 422, body: { type: `urn:esep:problem:${fact}` } };
}
