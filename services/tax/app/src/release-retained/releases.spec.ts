import { BTC, LICENSEE, OTHER, startTestTax, type TestTax } from '../test-tax.js';

describe('The part that need not be sold (SALE-3)', () => {
  let tax: TestTax;
  beforeEach(async () => {
    tax = await startTestTax();
    await tax.register();
    await tax.adopt();
    await tax.compliantQuarter();
    await tax.price();
    await tax.rate();
    await tax.assessed({ version: 1 });
  });
  afterEach(() => tax.close());

  it('is released when the tax of its quarter is paid, and not before', async () => {
    expect(await release()).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:assessment-not-paid' },
    });
    expect((await pay('537956999', 'KZ-1')).status).toBe(201);
    expect((await release()).status).toBe(422);
    expect((await pay('1', 'KZ-2')).status).toBe(201);
    expect(await tax.assessment()).toMatchObject({
      isPaid: true,
      paid: { amount: '537957000' },
      outstanding: { amount: '0' },
      payments: [{ reference: 'KZ-1' }, { reference: 'KZ-2' }],
    });
    expect(await release()).toMatchObject({
      status: 201,
      body: { stream: `release-${LICENSEE}-BTC-2026-01`, version: 1 },
    });
    expect((await tax.get('releases')).body).toMatchObject({
      items: [{ licenseeId: LICENSEE, asset: 'BTC', period: '2026-01', quantity: '25000000' }],
    });
  });

  it('is released in parts, and never more than there is', async () => {
    await pay('537957000', 'KZ-1');
    expect((await release({ quantity: '10000000' })).status).toBe(201);
    expect((await release({ quantity: '15000001' })).body).toMatchObject({
      type: 'urn:esep:problem:exceeds-retained',
    });
    expect((await release()).status).toBe(201);
    expect((await release()).body).toMatchObject({ type: 'urn:esep:problem:nothing-to-release' });
    const licensee = await tax.tokenOf('licensee', LICENSEE);
    expect((await tax.get('releases', licensee)).body).toMatchObject({
      items: [{ quantity: '15000000' }, { quantity: '10000000' }],
    });
    const other = await tax.tokenOf('licensee', OTHER);
    expect((await tax.get('releases', other)).body).toMatchObject({ items: [] });
  });

  it('waits again when a later version asks for more', async () => {
    await pay('537957000', 'KZ-1');
    await tax.price('2026-01-05', '8000000');
    // At once: it is not overtaken by a release either.
    expect((await release()).body).toMatchObject({
      type: 'urn:esep:problem:assessment-not-paid',
    });
  });

  it('of a month that is not judged for good is not released', async () => {
    await pay('537957000', 'KZ-1');
    await tax.judge('2026-01', BTC, { revision: 2, state: 'provisional', verdict: 'inconclusive' });
    await tax.assessed({ state: 'blocked' });
    expect((await release()).body).toMatchObject({ type: 'urn:esep:problem:period-not-final' });
    expect((await release({ period: '2026-04' })).body).toMatchObject({
      type: 'urn:esep:problem:period-not-final',
    });
  });

  it('of what was held at go-live needs no tax (SALE-5)', async () => {
    const opening = { period: 'opening' };
    expect((await release(opening)).body).toMatchObject({
      type: 'urn:esep:problem:nothing-to-release',
    });
    await tax.holdOpeningStock('5');
    expect((await release(opening)).status).toBe(201);
    expect((await tax.get('releases')).body).toMatchObject({
      items: [{ period: 'opening', quantity: '5' }],
    });
  });

  it('is released, and paid for, through a tax officer only', async () => {
    const licensee = await tax.tokenOf('licensee', LICENSEE);
    expect((await release({}, licensee)).status).toBe(403);
    expect((await pay('1', 'KZ-1', licensee)).status).toBe(403);
  });

  it('is paid for by money that has come', async () => {
    const at = '2026-04-13T06:00:00Z';
    expect((await pay('1', 'KZ-1', undefined, { at })).body).toMatchObject({
      type: 'urn:esep:problem:instant-in-future',
    });
    expect((await pay('1', 'KZ-1', undefined, { quarter: '2026-Q2' })).body).toMatchObject({
      type: 'urn:esep:problem:not-assessed',
    });
    await pay('1', 'KZ-1');
    expect((await pay('2', 'KZ-1')).body).toMatchObject({
      type: 'urn:esep:problem:payment-reference-used',
    });
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  function release(but: object = {}, token?: string) {
    const body = { licenseeId: LICENSEE, asset: 'BTC', period: '2026-01', ...but };
    return tax.post('releases', body, token);
  }
  function pay(amount: string, reference: string, token?: string, but: object = {}) {
    const money = { amount, currency: 'KZT' };
    const at = '2026-04-12T05:00:00Z';
    const body = { licenseeId: LICENSEE, quarter: '2026-Q1', money, at, reference, ...but };
    return tax.post('payments', body, token);
  }
});
